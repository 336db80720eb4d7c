"""The file of an exact index: where the digests of each prefix begin.

``<algorithm>.buckets``, little-endian: the letters ``SKBUCKS1``; uint32 width of a digest in bytes;
uint32 bits of the prefix; uint64 digests; zeros to 64 bytes; then 2**bits + 1 uint32 offsets into
the sorted ``<algorithm>.digests``.
"""

import struct
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.index.core import CORE
from hashsets.records import HashSetError

MAGIC = b"SKBUCKS1"
HEAD = struct.Struct("<8sIIQ")
FIRST = 64
MOST_BITS = 30


def prefix_bits(digests: int) -> int:
    """Four digests a bucket at most on average, which is one or two bytes of offsets a digest."""
    return min(MOST_BITS, max(0, digests.bit_length() - 2))


def offsets_over(digests: NDArray[np.uint8], width: int) -> NDArray[np.uint32]:
    """The offsets over digests in byte order; raises ``ValueError`` where they are not."""
    bits = prefix_bits(len(digests) // width)
    offsets = np.empty((1 << bits) + 1, dtype="<u4")
    CORE.build_buckets(digests, width, bits, offsets)
    return offsets


def write_buckets(path: Path, digests: NDArray[np.uint8], width: int) -> None:
    """Write the offsets over digests in byte order."""
    count = len(digests) // width
    offsets = offsets_over(digests, width)
    with path.open("wb") as file:
        file.write(HEAD.pack(MAGIC, width, prefix_bits(count), count).ljust(FIRST, b"\0"))
        file.write(offsets.data)


class Buckets:
    """The offsets of a stored set, mapped; it survives a fork."""

    def __init__(self, path: Path, digests: NDArray[np.uint8], width: int) -> None:
        """Raises ``HashSetError`` where the file is not of these digests' shape."""
        count = len(digests) // width
        self._digests, self._width, self._bits = digests, width, prefix_bits(count)
        try:
            data = np.memmap(path, dtype=np.uint8, mode="r")
        except (OSError, ValueError) as error:
            raise HashSetError(f"cannot open {path.name} of a hash set: {error}") from error
        head = HEAD.pack(MAGIC, width, self._bits, count).ljust(FIRST, b"\0")
        length = FIRST + 4 * ((1 << self._bits) + 1)
        if len(data) != length or data[:FIRST].tobytes() != head:
            raise HashSetError(f"{path.name} is not the index of this hash set's {count} digests")
        self._offsets = np.frombuffer(data, dtype="<u4", offset=FIRST)
        self._name = path.name
        # a view hands out its memory several times quicker than the map it is of
        self._view, self._offsets_view = digests.data, self._offsets.data

    def find(self, digest: bytes) -> tuple[int, int]:
        """The first place of a digest and how many there are.

        Raises ``HashSetError`` where the file turns out to be damaged.
        """
        try:
            return CORE.find_one(self._view, self._width, self._bits, self._offsets_view, digest)
        except ValueError as error:
            raise HashSetError(f"{self._name} of a hash set cannot be used: {error}") from error

    def find_many(self, digests: bytes) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
        """For each digest of a batch, its first place and how many there are.

        Raises ``HashSetError`` where the file turns out to be damaged, ``ValueError`` where
        ``digests`` is not a whole number of them.
        """
        if len(digests) % self._width:
            raise ValueError(f"a batch of {len(digests)} bytes holds no whole digests")
        first, found = np.empty((2, len(digests) // self._width), dtype=np.uint32)
        try:
            CORE.find(
                self._view, self._width, self._bits, self._offsets_view, digests, first, found
            )
        except ValueError as error:
            raise HashSetError(f"{self._name} of a hash set cannot be used: {error}") from error
        return first, found

    def problem(self) -> str | None:
        """What a comparison with freshly built offsets finds wrong, null where nothing is."""
        try:
            same = np.array_equal(offsets_over(self._digests, self._width), self._offsets)
        except ValueError:
            return "the digests are not in order"
        return None if same else f"{self._name} does not lead to the digests"
