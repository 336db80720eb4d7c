"""What commands print: lines, tables, JSON. Text from records cannot drive the terminal."""

import sys
from collections.abc import Iterable, Sequence

import msgspec


def shown(text: str) -> str:
    """The text with control, bidi and other unprintable characters escaped, on one line."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def tell(text: str) -> None:
    """A line of the answer."""
    print(shown(text))


def warn(text: str) -> None:
    """A line beside the answer."""
    print(f"skerry: {shown(text)}", file=sys.stderr)


def tell_json(thing: object) -> None:
    """One JSON object on a line."""
    print(msgspec.json.encode(thing).decode())


def tell_table(header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Aligned columns; nothing but the header where there are no rows."""
    cells = [[shown("" if cell is None else str(cell)) for cell in row] for row in rows]
    every = [list(header), *cells]
    widths = [max(len(row[column]) for row in every) for column in range(len(header))]
    for row in every:
        line = "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))
        print(line.rstrip())


def tell_rows(header: Sequence[str], rows: Iterable[Sequence[object]], form: str) -> None:
    """A listing as a table or as JSON lines."""
    if form == "table":
        tell_table(header, rows)
        return
    for row in rows:
        tell_json(dict(zip(header, row, strict=True)))
