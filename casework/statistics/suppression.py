"""Small counts withheld, and as many others as it takes that none can be worked out.

A table with its sums is a circulation: cells flow from their row to their column, sums flow back. A
withheld count can be told from what is printed exactly if it lies on no circle of withheld counts
along which one person could be moved without any count falling below nought (Gusfield, "A graph
theoretic approach to statistical data security", SIAM Journal on Computing 17, 1988). So each small
count is given such a circle, the one that costs the fewest people.
"""

from enum import StrEnum

import msgspec

from casework.statistics.circles import Arc, circle
from casework.statistics.table import Cell, Margin, Role, Row, Table

DEFAULT_THRESHOLD = 5
OUTSIDE = "outside"


class Scope(StrEnum):
    """Headline counts are published as they are, in national practice; people by kind are not."""

    NONE = "none"
    CROSS_TABS = "cross-tabs"
    ALL = "all"


class Suppression(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Counts of 1 up to, not including, ``threshold`` are withheld in the tables of the scope."""

    scope: Scope = Scope.CROSS_TABS
    threshold: int = DEFAULT_THRESHOLD

    def applies_to(self, table: Table) -> bool:
        """Whether the table is in the scope."""
        return self.scope is Scope.ALL or (self.scope is Scope.CROSS_TABS and table.cross_tab)


Place = tuple[int, int]
"""A row and a column of a table."""


def suppressed(table: Table, suppression: Suppression) -> Table:
    """The table with what must be withheld left out. Small and other counts are marked alike."""
    if not suppression.applies_to(table):
        return table
    hidden = withheld(table, suppression.threshold)
    return msgspec.structs.replace(table, rows=tuple(_rows(table, hidden)))


def withheld(table: Table, threshold: int) -> set[Place]:
    """Which cells are left out."""
    counts = _suppressible(table)
    small = sorted(place for place, count in counts.items() if 0 < count < threshold)
    hidden = set(small)
    arcs = {place: _arc(table, place, count) for place, count in counts.items()}
    for place in small:
        hidden |= circle(place, arcs, hidden)
    return hidden


def _suppressible(table: Table) -> dict[Place, int]:
    return {
        (r, c): cell.count
        for r, row in enumerate(table.rows)
        if row.role is Role.COUNT or (row.role is Role.TOTAL and table.margin is Margin.OWN)
        for c, cell in enumerate(row.cells)
        if cell.count is not None
    }


def _arc(table: Table, place: Place, count: int) -> Arc:
    """From the row to the column; the national column flows back into the row."""
    row, column = place
    is_sum = table.rows[row].role is Role.TOTAL
    is_national = column == len(table.rows[row].cells) - 1
    line = "sum of rows" if is_sum else f"row {row}"
    down = OUTSIDE if is_national else f"column {column}"
    if table.margin is Margin.APART:
        down = OUTSIDE
    start, end = (down, line) if is_national != is_sum else (line, down)
    return Arc(start, end, count)


def _rows(table: Table, hidden: set[Place]) -> list[Row]:
    by_key = {row.key: r for r, row in enumerate(table.rows)}
    rows = []
    for r, row in enumerate(table.rows):
        source = by_key[row.follows] if row.role is Role.RATE and row.follows else r
        cells = (
            Cell(count=None, suppressed=True) if (source, c) in hidden else cell
            for c, cell in enumerate(row.cells)
        )
        rows.append(msgspec.structs.replace(row, cells=tuple(cells)))
    return rows
