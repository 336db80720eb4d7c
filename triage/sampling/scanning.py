"""Reading blocks and looking them up, inside the jail."""

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import groupby
from operator import attrgetter

import numpy as np

from hashsets.blocks.matching import BlockMatch, BlockMatcher
from hashsets.blocks.records import LeftOut
from hashsets.records import Disposition
from triage.content import Content, Unexamined
from triage.sampling.holes import Holes
from triage.sampling.kinds import Kind, kind_of
from triage.sampling.records import Hit, Scanned
from triage.sampling.zones import Grids

TOGETHER_BYTES = 2 << 20
"""Bytes read before they are looked up together."""

Piece = tuple[int, memoryview]
"""Where a unit begins in the source, and its bytes with all that a block begun in it may reach."""


class Scanner:
    """Scans units of ``unit`` bytes of one medium against block sets whose sizes divide it.

    A block that a set of known or ignored content holds as well is no hit.
    """

    def __init__(self, medium: Content, matcher: BlockMatcher, grids: Grids, unit: int) -> None:
        self._medium, self._matcher, self._grids = medium, matcher, grids
        self._holes = Holes(medium)
        self._unit = unit
        self._many = max(1, TOGETHER_BYTES // unit)
        self._zeros = bytes(2 * unit)

    def scan(self, numbers: Sequence[int]) -> Iterator[Scanned]:
        """Look at the units of these numbers, ascending, each by itself, and classify it."""
        for first in range(0, len(numbers), self._many):
            read = [self._read(number) for number in numbers[first : first + self._many]]
            kinds = bytes(kind for kind, _ in read)
            yield self._looked_up([piece for _, piece in read if piece], kinds)

    def sweep(self, first: int, last: int) -> Iterator[Scanned]:
        """Look up every unit from ``first`` up to ``last``, many in one reading.

        Only what could not be read is told of in ``kinds``.
        """
        for start in range(first, last, self._many):
            yield self._swept(start, min(last, start + self._many))

    def _read(self, number: int) -> tuple[Kind, Piece | None]:
        start = number * self._unit
        end = start + self._reach(start)
        if self._holes.covers(start, min(end, self._medium.size)):
            return Kind.EMPTY, None
        data = self._bytes(start, end)
        if len(data) < self._unit:
            return Kind.UNREADABLE, None
        if data == self._zeros[: len(data)]:
            return Kind.EMPTY, None
        view = memoryview(data)
        return kind_of(view[: self._unit]), (start, view)

    def _bytes(self, start: int, end: int) -> bytes:
        """What can be read; of a stretch with a fault, the unit at its start at best."""
        for stop in (end, start + self._unit):
            try:
                return self._medium.read(start, stop - start)
            except Unexamined:
                continue
        return b""

    def _reach(self, start: int) -> int:
        """How far from ``start``, a unit's, the last block reaches that may begin in it."""
        places = ((self._places(start, size), size) for size in self._matcher.sizes)
        return max([self._unit, *(place[-1] + size for place, size in places)])

    def _places(self, start: int, size: int) -> range:
        """Where blocks may begin in the unit at ``start``, from there."""
        grid = self._grids.at(start, start + self._unit, size)
        return range(grid.residue, self._unit, grid.step)

    def _swept(self, first: int, last: int) -> Scanned:
        start, end = first * self._unit, (last - 1) * self._unit
        end += self._reach(end)
        if self._holes.covers(start, min(end, self._medium.size)):
            return Scanned()
        try:
            data = memoryview(self._medium.read(start, end - start))
        except Unexamined:
            return self._one_by_one(first, last)
        if len(data) < (last - first) * self._unit:
            return self._one_by_one(first, last)
        pieces = [
            (start + at, data[at : at + self._reach(start + at)])
            for at in self._not_all_zero(data, last - first)
        ]
        return self._looked_up(pieces, b"")

    def _not_all_zero(self, data: memoryview, units: int) -> list[int]:
        """Places of units that hold more than zeros, or have such a one after them."""
        rows = np.frombuffer(data, np.uint64, units * self._unit // 8).reshape(units, -1)
        filled = np.append(rows.any(axis=1), len(data) > units * self._unit)
        found: list[int] = np.flatnonzero(filled[:-1] | filled[1:]).tolist()
        return [number * self._unit for number in found]

    def _one_by_one(self, first: int, last: int) -> Scanned:
        read = [self._read(number) for number in range(first, last)]
        faulty = bytes(kind for kind, _ in read if kind is Kind.UNREADABLE)
        return self._looked_up([piece for _, piece in read if piece], faulty)

    def _looked_up(self, pieces: list[Piece], kinds: bytes) -> Scanned:
        before = self._matcher.suppressed.copy()
        matches: list[BlockMatch] = []
        for size in self._matcher.sizes:
            blocks, offsets = [], []
            for start, data in pieces:
                for at in self._places(start, size):
                    if at + size <= len(data):
                        blocks.append(data[at : at + size])
                        offsets.append(start + at)
            matches += self._matcher.known(blocks, offsets)
        suppressed: Counter[str] = Counter(self._matcher.suppressed - before)
        hits = tuple(alerting(matches, suppressed))
        return Scanned(kinds=kinds, hits=hits, suppressed=dict(sorted(suppressed.items())))


def alerting(matches: Sequence[BlockMatch], suppressed: Counter[str]) -> Iterator[Hit]:
    """The matches of alert sets on blocks that no other set knows; the rest is counted."""
    for _, found in groupby(matches, key=attrgetter("size", "offset")):
        same = list(found)
        if all(match.info.disposition is Disposition.ALERT for match in same):
            yield from map(hit_of, same)
        elif any(match.info.disposition is Disposition.ALERT for match in same):
            suppressed[LeftOut.LISTED] += 1


def hit_of(match: BlockMatch) -> Hit:
    """A match as it is kept."""
    return Hit(
        offset=match.offset,
        size=match.size,
        set=match.info.name,
        set_version=match.info.version,
        record=match.record,
        algorithm=match.algorithm,
        label=match.origin.label,
        index=match.origin.index,
        file_size=match.origin.file_size,
        identity=match.origin.identity,
    )
