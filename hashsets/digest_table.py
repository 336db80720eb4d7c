"""The sorted digests of one algorithm, with the record each belongs to, as two flat files.

``<algorithm>.digests`` holds the digests one after another in byte order, ``<algorithm>.records``
as many uint32 record numbers, little-endian. Both are opened as memory maps, so a table opens at
once whatever its size and every process shares its pages.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.records import DIGEST_BYTES, Algorithm, HashSetError

RECORD = np.dtype("<u4")
MOST_RECORDS = 1 << 32

Numbers = NDArray[np.uint32]


def digest_file(algorithm: Algorithm) -> str:
    """The name of the file of digests."""
    return f"{algorithm}.digests"


def record_file(algorithm: Algorithm) -> str:
    """The name of the file of record numbers."""
    return f"{algorithm}.records"


class DigestTable:
    """The digests of one algorithm in one set, in byte order."""

    def __init__(self, folder: Path, algorithm: Algorithm, entries: int) -> None:
        """Opens the maps; raises ``HashSetError`` where they do not hold ``entries`` digests."""
        width = DIGEST_BYTES[algorithm]
        try:
            self.digests = np.memmap(folder / digest_file(algorithm), dtype=f"S{width}", mode="r")
            self.records: Numbers = np.memmap(folder / record_file(algorithm), RECORD, mode="r")
        except (OSError, ValueError) as error:
            raise HashSetError(f"cannot open a set's {algorithm} digests: {error}") from error
        if not len(self.digests) == len(self.records) == entries:
            raise HashSetError(f"a set's {algorithm} digests are not {entries} as recorded")

    def __len__(self) -> int:
        return len(self.records)

    def find(self, digest: bytes) -> list[int]:
        """The numbers of the records that hold ``digest``, ascending."""
        key = np.array([digest], dtype=self.digests.dtype)
        first = int(np.searchsorted(self.digests, key, side="left")[0])
        last = int(np.searchsorted(self.digests, key, side="right")[0])
        return [int(number) for number in self.records[first:last]]

    def words(self) -> NDArray[np.uint64]:
        """The digests as rows of 64-bit words (n x width / 8); any byte order serves for XOR."""
        width = self.digests.dtype.itemsize
        return self.digests.view(np.uint64).reshape(len(self), width // 8)
