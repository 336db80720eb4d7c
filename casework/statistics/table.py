"""What a table is: rows of counts or rates, one cell an area, and one for the whole nation last."""

from enum import StrEnum

import msgspec

NOT_RECORDED = "area not recorded"
"""The column of those whose area is not on file; it is always there, so that areas add up."""
NATIONAL = "national"


class Clock(StrEnum):
    """A stock is counted on 31 March, a flow from 1 April to 31 March."""

    STOCK = "stock"
    FLOW = "flow"


class Margin(StrEnum):
    """How the rows of a table hang together, which suppression must know."""

    APART = "apart"
    """No row is the sum of others."""
    HEADLINE = "headline"
    """They add up to a row that is always printed: the number of people in the community."""
    OWN = "own"
    """They add up to a last row that may itself be suppressed."""


class Role(StrEnum):
    """What a row is."""

    COUNT = "count"
    TOTAL = "total"
    """The sum of the rows above it, or a headline; a headline is never suppressed."""
    RATE = "rate"


class Cell(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A count, for a rate also what it is out of. Null: suppressed, or not available."""

    count: int | None
    of: int | None = None
    suppressed: bool = False


class Row(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``per``: 100 for a percentage, 100,000 for a rate of the population; null for counts.

    A rate ``follows`` the row that could be worked out from it: where that is withheld, so is this.
    """

    key: str
    label: str
    clock: Clock
    cells: tuple[Cell, ...]
    role: Role = Role.COUNT
    per: int | None = None
    follows: str | None = None


class Table(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Rows under one title. ``cross_tab``: it splits people by what they are."""

    key: str
    title: str
    rows: tuple[Row, ...]
    margin: Margin = Margin.APART
    cross_tab: bool = False
    note: str = ""

    def row(self, key: str) -> Row:
        """The row of that key; raises ``KeyError``."""
        for row in self.rows:
            if row.key == key:
                return row
        raise KeyError(key)


def rate(cell: Cell, per: int) -> float | None:
    """The quotient, always from counts; null where it cannot be told."""
    if cell.count is None or not cell.of:
        return None
    return cell.count * per / cell.of
