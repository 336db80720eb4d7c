"""The bytes of a source that belong to no listed live file, as compact intervals."""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.int64]

NOTHING: Numbers = np.zeros(0, np.int64)


class Taken(NamedTuple):
    """Intervals that are not carved: ``start`` to ``end``, in any order, overlaps allowed.

    ``rounded`` is where the last block that an interval reaches into ends, or ``end`` itself.
    """

    start: Numbers
    end: Numbers
    rounded: Numbers


class Space(NamedTuple):
    """Disjoint intervals in order. One is the tail of a live file's block up to its ``slack``."""

    start: Numbers
    end: Numbers
    slack: Numbers

    @property
    def size(self) -> int:
        """Bytes in all intervals together."""
        return int((self.end - self.start).sum())

    def touching(self, start: int, end: int) -> Iterator[tuple[int, int]]:
        """The intervals that reach into ``start`` to ``end``, cut off at ``start`` only."""
        first = int(np.searchsorted(self.end, start, side="right"))
        last = int(np.searchsorted(self.start, end, side="left"))
        starts = np.maximum(self.start[first:last], start).tolist()
        yield from zip(starts, self.end[first:last].tolist(), strict=True)

    def holds(self, offset: int, length: int) -> bool:
        """Whether one interval holds all of these bytes."""
        at = int(np.searchsorted(self.start, offset, side="right")) - 1
        return at >= 0 and length > 0 and offset + length <= int(self.end[at])

    def is_slack(self, offset: int) -> bool:
        """Whether the byte lies in the tail of a live file's last block."""
        at = int(np.searchsorted(self.start, offset, side="right")) - 1
        return at >= 0 and offset < int(self.slack[at])


def beside(taken: Taken, size: int) -> Space:
    """What of the bytes 0 to ``size`` no taken interval covers."""
    order = np.argsort(taken.start, kind="stable")
    starts = np.clip(taken.start[order], 0, size)
    ends = np.maximum.accumulate(np.clip(taken.end[order], 0, size))
    rounded = np.maximum.accumulate(np.clip(taken.rounded[order], 0, size))
    free = np.concatenate(([0], ends)).astype(np.int64)
    until = np.concatenate((starts, [size])).astype(np.int64)
    slack = np.concatenate(([0], rounded)).astype(np.int64)
    there = free < until
    return Space(free[there], until[there], np.minimum(slack, until)[there])


def joined(parts: list[Taken]) -> Taken:
    """All intervals of several."""
    if not parts:
        return Taken(NOTHING, NOTHING, NOTHING)
    return Taken(*(np.concatenate(columns) for columns in zip(*parts, strict=True)))
