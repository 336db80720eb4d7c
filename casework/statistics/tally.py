"""From things that each lie in one area to the cells of a row."""

from collections import Counter
from collections.abc import Iterable, Sequence

from casework.statistics.table import Cell, Clock, Role, Row

Placed = tuple[str, str]
"""An area, and the key of the row in which something is counted."""


def cells(areas: Iterable[str], columns: Sequence[str]) -> tuple[Cell, ...]:
    """How often each column occurs, and all of them at the end."""
    found = Counter(areas)
    counts = [found[column] for column in columns]
    return tuple(Cell(count=count) for count in (*counts, found.total()))


def split(
    placed: Iterable[Placed], labels: dict[str, str], clock: Clock, columns: Sequence[str]
) -> tuple[Row, ...]:
    """One row for each label, by key, in their order."""
    inside: dict[str, list[str]] = {key: [] for key in labels}
    for area, key in placed:
        inside[key].append(area)
    return tuple(
        Row(key=key, label=label, clock=clock, cells=cells(inside[key], columns))
        for key, label in labels.items()
    )


def sum_row(rows: Sequence[Row], key: str, label: str) -> Row:
    """The rows added up, column by column."""
    columns = zip(*(row.cells for row in rows), strict=True)
    sums = tuple(Cell(count=sum(cell.count or 0 for cell in column)) for column in columns)
    return Row(key=key, label=label, clock=rows[0].clock, cells=sums, role=Role.TOTAL)
