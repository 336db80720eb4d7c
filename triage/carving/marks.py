"""Finding all formats' marks in one pass.

Every mark's first two bytes are compared as one 16-bit number, at even and at odd places, while a
block of the data is in the processor's cache; what is left is compared whole. ``bytes.find`` for
one mark after another, and one regular expression for all, take several times as
long (``benchmarks/searching.py``).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from triage.carving.format import Format, Mark

BLOCK = 1 << 17
_EVEN = np.dtype("<u2")


class Marks:
    """The marks of some formats."""

    def __init__(self, formats: Sequence[Format]) -> None:
        self._by_pair: dict[bytes, list[tuple[Mark, Format]]] = {}
        for known in formats:
            for mark in known.marks:
                self._by_pair.setdefault(mark.body[:2], []).append((mark, known))
        self._pairs = [np.uint16(int.from_bytes(pair, "little")) for pair in self._by_pair]
        self._either, self._one = np.empty((2, BLOCK // 2), np.bool_)
        self._moved = np.empty(BLOCK // 2, _EVEN)
        lengths = [len(mark.body) + mark.offset for known in formats for mark in known.marks]
        self.longest = max(lengths, default=0)
        """Bytes from a file's start to the end of its mark, at most."""

    def within(self, data: bytes) -> Iterator[tuple[int, Format]]:
        """Where files may begin, by their marks, in order; also before ``data`` (negative)."""
        found = [
            (place - mark.offset, known)
            for place in self._places(np.frombuffer(data, np.uint8))
            for mark, known in self._by_pair[data[place : place + 2]]
            if data.startswith(mark.body, place)
        ]
        return iter(sorted(found, key=lambda each: (each[0], each[1].name)))

    def _places(self, data: NDArray[np.uint8]) -> Iterator[int]:
        for start in range(0, len(data), BLOCK):
            for odd in (0, 1):
                block = data[start + odd : start + odd + BLOCK]
                pairs = block[: len(block) & ~1].view(_EVEN)
                if odd:  # numbers that straddle words are compared at half the speed
                    self._moved[: len(pairs)] = pairs
                    pairs = self._moved[: len(pairs)]
                yield from (2 * self._equal(pairs) + start + odd).tolist()

    def _equal(self, pairs: NDArray[np.uint16]) -> NDArray[np.intp]:
        either, one = self._either[: len(pairs)], self._one[: len(pairs)]
        either.fill(False)
        for pair in self._pairs:
            np.equal(pairs, pair, out=one)
            np.logical_or(either, one, out=either)
        return np.flatnonzero(either)
