"""A pack and a trend as CSV, one value a line, so that no reader must know the tables' shape."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence

from casework.statistics.pack import Pack
from casework.statistics.table import Cell, rate
from casework.statistics.trend import Line
from casework.statistics.wording import UNAVAILABLE, WITHHELD

PACK_COLUMNS = (
    *("year", "table", "row", "label", "clock", "as at", "area"),
    *("count", "out of", "per", "rate", "note"),
)
TREND_COLUMNS = ("table", "row", "label", "year", "count", "out of", "per", "rate", "note")


def pack_csv(pack: Pack) -> str:
    """Every cell: its table, row, day or days, area, numerator, denominator, and rate."""
    return _written(PACK_COLUMNS, _pack_lines(pack))


def trend_csv(lines: Iterable[Line]) -> str:
    """Every line of a trend, year by year."""
    return _written(TREND_COLUMNS, _trend_lines(lines))


def _pack_lines(pack: Pack) -> Iterator[Sequence[object]]:
    for table in pack.tables:
        for row in table.rows:
            known = (pack.year.label, table.title, row.key, row.label, row.clock)
            for area, cell in zip(pack.columns, row.cells, strict=True):
                yield (*known, pack.as_at(row.clock), area, *_numbers(row.per, cell))


def _trend_lines(lines: Iterable[Line]) -> Iterator[Sequence[object]]:
    for line in lines:
        for point in line.points:
            numbers = _numbers(line.per, point.cell)
            said = f"{numbers[-1]} {point.note}".strip()
            yield (line.table, line.key, line.label, point.year, *numbers[:-1], said)


def _numbers(per: int | None, cell: Cell) -> tuple[object, ...]:
    quotient = None if per is None else rate(cell, per)
    note = WITHHELD if cell.suppressed else UNAVAILABLE if cell.count is None else ""
    if per is not None and quotient is None and not note:
        note = UNAVAILABLE
    told = "" if quotient is None else f"{quotient:.3f}"
    return (_or_empty(cell.count), _or_empty(cell.of), _or_empty(per), told, note)


def _or_empty(number: int | None) -> int | str:
    return "" if number is None else number


def _written(columns: Sequence[str], lines: Iterable[Sequence[object]]) -> str:
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(columns)
    writer.writerows([_safe(field) for field in line] for line in lines)
    return out.getvalue()


def _safe(field: object) -> object:
    """A name that a spreadsheet would run as a formula gets an apostrophe before it."""
    return (
        f"'{field}" if isinstance(field, str) and field.startswith(("=", "+", "-", "@")) else field
    )
