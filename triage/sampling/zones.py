"""Where on a medium files may begin: what is read at which alignment.

Within a volume files begin at multiples of the file system's block from the volume's start; where
no file system is recognised they may begin at any sector.
"""

import math
from bisect import bisect_right
from collections.abc import Iterable, Sequence
from itertools import pairwise

from msgspec import Struct

from triage.records import Volume

SECTOR = 512


class Zone(Struct, frozen=True, array_like=True):
    """From ``start`` to ``end``, files begin at ``residue`` modulo ``step``; all in bytes."""

    start: int
    end: int
    step: int = SECTOR
    residue: int = 0


class Grid(Struct, frozen=True):
    """Blocks may begin at ``residue`` and every ``step`` bytes after."""

    step: int
    residue: int

    def both(self, other: "Grid") -> "Grid":
        """The coarsest grid that has all places of both."""
        step = math.gcd(self.step, other.step, self.residue - other.residue)
        return Grid(step, self.residue % step)

    def within(self, size: int) -> "Grid":
        """The grid of blocks of ``size`` bytes: no coarser than they are."""
        step = math.gcd(self.step, size)
        return Grid(step, self.residue % step)


def zones_of(volumes: Iterable[Volume], size: int) -> tuple[Zone, ...]:
    """The zones of a medium of ``size`` bytes, in order and without a hole between them."""
    placed = [
        (volume.offset, min(size, volume.offset + volume.length), _grid(volume))
        for volume in volumes
        if volume.offset is not None and volume.length
    ]
    edges = sorted({0, size, *(edge for start, end, _ in placed for edge in (start, end))})
    zones = []
    for start, end in pairwise(edges):
        grid: Grid | None = None
        for first, last, own in placed:
            if first <= start and end <= last:
                grid = own if grid is None else grid.both(own)
        found = grid or Grid(SECTOR, 0)
        if 0 <= start < end <= size:
            zones.append(Zone(start, end, found.step, found.residue))
    return tuple(zones)


def _grid(volume: Volume) -> Grid:
    step = volume.block_size or SECTOR
    if step % SECTOR:
        return Grid(SECTOR, 0)
    return Grid(step, (volume.offset or 0) % step)


class Grids:
    """The grid at any place, for blocks of several sizes."""

    def __init__(self, zones: Sequence[Zone]) -> None:
        self._zones = zones
        self._starts = [zone.start for zone in zones]
        self._known: dict[tuple[int, int, int], Grid] = {}

    def at(self, start: int, end: int, size: int) -> Grid:
        """Where blocks of ``size`` bytes may begin between ``start`` and ``end``."""
        first = max(0, bisect_right(self._starts, start) - 1)
        last = max(first, bisect_right(self._starts, end - 1) - 1)
        key = first, last, size
        if key not in self._known:
            grids = [
                Grid(zone.step, zone.residue).within(size) for zone in self._zones[first : last + 1]
            ]
            found = grids[0] if grids else Grid(SECTOR, 0)
            for grid in grids[1:]:
                found = found.both(grid)
            self._known[key] = found
        return self._known[key]
