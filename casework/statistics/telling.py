"""A pack and a trend as lines for a terminal."""

from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby

from casework.statistics.national.claims import Claim
from casework.statistics.pack import Pack
from casework.statistics.table import Cell, Clock, Row
from casework.statistics.trend import Line
from casework.statistics.wording import out_of, value

LABEL = 54


def pack_lines(pack: Pack, status: str) -> Iterator[str]:
    """Each table, its rows and all columns, and to what days they refer."""
    yield f"MAPPA statistics {pack.year.label}: {status}"
    yield f"stock: {pack.as_at(Clock.STOCK)}; flow: {pack.as_at(Clock.FLOW)}"
    yield "[c] withheld  [x] not available"
    for table in pack.tables:
        rows = [
            (f"{row.label} ({row.clock})", [_full(row, cell) for cell in row.cells])
            for row in table.rows
        ]
        yield from ("", table.title, *_aligned(pack.columns, rows))


def trend_lines(lines: Iterable[Line], claims: Sequence[Claim] = ()) -> Iterator[str]:
    """Each line over the years, then what was printed beside what the counts give."""
    for title, group in groupby(lines, lambda line: line.table):
        inside = list(group)
        years = sorted({point.year for line in inside for point in line.points})
        yield from ("", title, *_aligned(years, [_told(line, years) for line in inside]))
    if claims:
        yield from ("", "What was printed, worked out again")
    for claim in claims:
        verdict = (
            f"printed {claim.printed}" if claim.agrees else f"printed {claim.printed}: {claim.why}"
        )
        yield f"{claim.year} {claim.statement}: {claim.sum} = {claim.worked_out}; {verdict}"


def _told(line: Line, years: Sequence[str]) -> tuple[str, list[str]]:
    known = {point.year: point.cell for point in line.points}
    return line.label, [_full(line, known[year]) if year in known else "" for year in years]


def _full(row: Row | Line, cell: Cell) -> str:
    under = out_of(row, cell)
    return f"{value(row, cell)} ({under})" if under else value(row, cell)


def _aligned(columns: Sequence[str], rows: Sequence[tuple[str, list[str]]]) -> Iterator[str]:
    widths = [
        max(len(column), *(len(cells[at]) for _, cells in rows))
        for at, column in enumerate(columns)
    ]
    for label, cells in (("", list(columns)), *rows):
        padded = (cell.rjust(width) for cell, width in zip(cells, widths, strict=True))
        yield f"{label:<{LABEL}}  {'  '.join(padded)}".rstrip()
