"""Finding blocks of known files among bytes.

Hashing is the floor: the digests of a batch are looked up together, and what a block holds is
looked at only where it matched.
"""

import hashlib
from collections import Counter
from collections.abc import Iterator, Sequence

import msgspec
import numpy as np

from hashsets.blocks.opened import OpenBlockSet, Origin
from hashsets.blocks.probative import left_out
from hashsets.blocks.records import LeftOut
from hashsets.manifest import SetInfo
from hashsets.records import EXACT, Algorithm

TOGETHER = 4096
"""Blocks looked up at a time."""

_HASHES = {
    Algorithm.MD5: hashlib.md5,
    Algorithm.SHA1: hashlib.sha1,
    Algorithm.SHA256: hashlib.sha256,
}
"""The functions themselves: ``hashlib.new`` costs half a microsecond more."""


class BlockMatch(msgspec.Struct, frozen=True, kw_only=True):
    """A block of ``size`` bytes at ``offset`` that is one of a known file's.

    ``record`` is its number in the set of ``info``; ``origin`` says of which file it is.
    """

    offset: int
    size: int
    info: SetInfo
    record: int
    algorithm: Algorithm
    origin: Origin

    @property
    def file_offset(self) -> int | None:
        """Where the block lies in the known file, in bytes."""
        return None if self.origin.index is None else self.origin.index * self.size


class BlockMatcher:
    """Searches several block sets as one. Opening it reads nothing; it survives a fork.

    ``suppressed`` counts matches that were dropped because the block identifies nothing, which a
    list made elsewhere may hold all the same.
    """

    def __init__(self, infos: Sequence[SetInfo]) -> None:
        """Raises ``HashSetError`` where a set is none of blocks, or damaged."""
        ordered = sorted(infos, key=lambda info: (info.name, info.version))
        self._sets = [OpenBlockSet(info) for info in ordered]
        self.sizes: tuple[int, ...] = tuple(sorted({opened.size for opened in self._sets}))
        self.suppressed: Counter[LeftOut] = Counter()

    def match(
        self, data: bytes | memoryview, size: int, start: int = 0, step: int = 0
    ) -> Iterator[BlockMatch]:
        """The known blocks of ``size`` bytes in ``data``, at ``start`` and every ``step`` after.

        ``step`` is the size itself where 0, else a multiple of a sector for files that may lie at
        any. Offsets are within ``data``; in order of them, then of set and version.
        """
        view = memoryview(data)
        places = range(start, len(view) - size + 1, step or size)
        for first in range(0, len(places), TOGETHER):
            offsets = places[first : first + TOGETHER]
            yield from self.known([view[at : at + size] for at in offsets], offsets)

    def known(self, blocks: Sequence[memoryview], offsets: Sequence[int]) -> Iterator[BlockMatch]:
        """Those of ``blocks``, all of one size, that are known; ``offsets`` is where each lies.

        In the order given, then of set and version.
        """
        checked: dict[int, LeftOut | None] = {}
        for number, place, algorithm, record in sorted(self._found(blocks)):
            if number not in checked:
                checked[number] = plain(blocks[number])
                if reason := checked[number]:
                    self.suppressed[reason] += 1
            if checked[number] is None:
                opened = self._sets[place]
                yield BlockMatch(
                    offset=offsets[number],
                    size=opened.size,
                    info=opened.info,
                    record=record,
                    algorithm=algorithm,
                    origin=opened.origin(record),
                )

    def _found(self, blocks: Sequence[memoryview]) -> Iterator[tuple[int, int, Algorithm, int]]:
        """By number of the block and of the set: each record once, by its strongest algorithm."""
        size = len(blocks[0]) if blocks else 0
        wanted = [(at, opened) for at, opened in enumerate(self._sets) if opened.size == size]
        seen: set[tuple[int, int]] = set()
        for algorithm in EXACT:
            sets = [(at, opened) for at, opened in wanted if opened.holds(algorithm)]
            digests = digests_of(blocks, algorithm) if sets else b""
            for at, opened in sets:
                numbers, records = opened.tables[algorithm].find_many(digests)
                for number, record in zip(numbers.tolist(), records.tolist(), strict=True):
                    if (number, at) not in seen:
                        seen.add((number, at))
                        yield number, at, algorithm, record


def digests_of(blocks: Sequence[memoryview], algorithm: Algorithm) -> bytes:
    """The digests of the blocks, one after another."""
    function = _HASHES[algorithm]
    return b"".join([function(block, usedforsecurity=False).digest() for block in blocks])


def plain(block: memoryview) -> LeftOut | None:
    """Why one block identifies nothing, or null."""
    return left_out(np.frombuffer(block, np.uint8).reshape(1, -1))[0]
