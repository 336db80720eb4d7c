"""How a cell is written, in CSV, on the page and on the terminal."""

from casework.statistics.table import Cell, Row, rate
from casework.statistics.trend import Line

WITHHELD, UNAVAILABLE = "[c]", "[x]"
"""Shorthand of the Government Analysis Function: confidential; not available."""


def value(row: Row | Line, cell: Cell) -> str:
    """A count with thousands apart, or a rate with one decimal."""
    if cell.suppressed:
        return WITHHELD
    if row.per is None:
        return UNAVAILABLE if cell.count is None else f"{cell.count:,}"
    quotient = rate(cell, row.per)
    if quotient is None:
        return UNAVAILABLE
    return f"{quotient:.1f}%" if row.per == 100 else f"{quotient:.1f}"


def out_of(row: Row | Line, cell: Cell) -> str:
    """Numerator and denominator of a rate; empty for a count."""
    if row.per is None or cell.count is None or not cell.of:
        return ""
    return f"{cell.count:,} of {cell.of:,}"
