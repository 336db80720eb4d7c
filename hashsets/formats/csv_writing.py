"""Writing a set as a table, safe to open in a spreadsheet program."""

import csv
import io
from collections.abc import Iterable, Iterator

from hashsets.records import Algorithm, HashRecord

HEADER = (
    *(algorithm.value for algorithm in Algorithm),
    *("category", "label", "series", "size", "quality", "identity", "raw"),
)
FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a spreadsheet program may take for the beginning of a formula."""


def csv_lines(records: Iterable[HashRecord]) -> Iterator[str]:
    """The table, a row a record; further rows for further digests of one algorithm."""
    yield ",".join(HEADER) + "\r\n"
    for record in records:
        for digests in rows(record):
            yield line(digests, record)


def rows(record: HashRecord) -> list[dict[Algorithm, str]]:
    """The digests of a record, no algorithm twice in a row; at least one row."""
    found: list[dict[Algorithm, str]] = [{}]
    for algorithm, digest in record.digests:
        row = next((row for row in found if algorithm not in row), None)
        if row is None:
            found.append(row := {})
        row[algorithm] = digest.hex()
    return found


def line(digests: dict[Algorithm, str], record: HashRecord) -> str:
    """One row as text."""
    cells = [
        *(digests.get(algorithm, "") for algorithm in Algorithm),
        number(record.category),
        safe(record.label),
        safe(record.series),
        number(record.size),
        number(record.quality),
        safe(record.identity),
        safe(record.raw),
    ]
    file = io.StringIO()
    csv.writer(file).writerow(cells)
    return file.getvalue()


def number(value: int | None) -> str:
    """A number, or nothing."""
    return "" if value is None else str(value)


def safe(text: str | None) -> str:
    """Text that no spreadsheet program runs: what looks like a formula gets an apostrophe."""
    if not text:
        return ""
    return "'" + text if text.startswith(FORMULA) else text
