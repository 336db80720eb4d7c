"""Ways to find all formats' marks in bytes, to be compared: each counts what it finds."""

import re

from triage.carving.formats import FORMATS
from triage.carving.marks import Marks

BODIES = sorted({mark.body for known in FORMATS for mark in known.marks})


def by_pairs(data: bytes) -> int:
    """Skerry's way, a block at a time as it is read."""
    marks = Marks(FORMATS)
    step = 1 << 20
    starts = range(0, len(data), step)
    return sum(1 for at in starts for _ in marks.within(data[at : at + step]))


def by_finding(data: bytes) -> int:
    """``bytes.count``, one mark after another."""
    return sum(data.count(body) for body in BODIES)


def by_expression(data: bytes) -> int:
    """One regular expression for all marks."""
    expression = re.compile(b"|".join(map(re.escape, BODIES)), re.DOTALL)
    return sum(1 for _ in expression.finditer(data))
