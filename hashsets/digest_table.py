"""The sorted digests of one algorithm, with the record each belongs to, and the index over them.

``<algorithm>.digests`` holds the digests one after another in byte order, ``<algorithm>.records``
as many uint32 record numbers, little-endian. ``<algorithm>.buckets`` leads to exact digests
(``hashsets.index.buckets``), ``<algorithm>.parts`` to perceptual hashes (``index.part_tables``);
small sets of those have none. All are opened as memory maps, so a table opens at once whatever its
size and every process shares its pages.
"""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.index.buckets import Buckets, write_buckets
from hashsets.index.part_tables import write_parts
from hashsets.index.perceptual import FEWEST, PerceptualIndex, Rows
from hashsets.index.plan import best_cut
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm, HashSetError

RECORD = np.dtype("<u4")
MOST_RECORDS = 1 << 32

Numbers = NDArray[np.uint32]


def digest_file(algorithm: Algorithm) -> str:
    """The name of the file of digests."""
    return f"{algorithm}.digests"


def record_file(algorithm: Algorithm) -> str:
    """The name of the file of record numbers."""
    return f"{algorithm}.records"


def index_file(algorithm: Algorithm) -> str:
    """The name of the file of the index."""
    return f"{algorithm}.{'buckets' if algorithm in EXACT else 'parts'}"


def write_index(folder: Path, algorithm: Algorithm) -> None:
    """Build the index over a table's sorted digests, where it is large enough to want one."""
    width = DIGEST_BYTES[algorithm]
    digests = np.memmap(folder / digest_file(algorithm), dtype=np.uint8, mode="r")
    path = folder / index_file(algorithm)
    if algorithm in EXACT:
        write_buckets(path, digests, width)
    elif len(digests) // width >= FEWEST:
        write_parts(path, digests, width // 8, best_cut(8 * width, len(digests) // width))


class DigestTable:
    """The digests of one algorithm in one set, in byte order."""

    def __init__(self, folder: Path, algorithm: Algorithm, entries: int) -> None:
        """Opens the maps; raises ``HashSetError`` where they do not hold ``entries`` digests."""
        width = DIGEST_BYTES[algorithm]
        try:
            self.digests = np.memmap(folder / digest_file(algorithm), dtype=np.uint8, mode="r")
            self.records: Numbers = np.memmap(folder / record_file(algorithm), RECORD, mode="r")
        except (OSError, ValueError) as error:
            raise HashSetError(f"cannot open a set's {algorithm} digests: {error}") from error
        if not len(self.digests) == len(self.records) * width == entries * width:
            raise HashSetError(f"a set's {algorithm} digests are not {entries} as recorded")
        path = folder / index_file(algorithm)
        self._index = (
            Buckets(path, self.digests, width)
            if algorithm in EXACT
            else PerceptualIndex(self.digests, width, path if entries >= FEWEST else None)
        )

    def __len__(self) -> int:
        return len(self.records)

    def find(self, digest: bytes) -> list[int]:
        """The numbers of the records that hold an exact ``digest``, ascending.

        Raises ``HashSetError`` where the index is damaged or the algorithm perceptual.
        """
        if not isinstance(self._index, Buckets):
            raise HashSetError("perceptual hashes are searched by distance")
        first, found = self._index.find(digest)
        return [int(number) for number in self.records[first : first + found]]

    def find_many(self, digests: bytes) -> tuple[Numbers, Numbers]:
        """For each exact digest of a batch, its first place in ``records`` and how many there are.

        Raises as ``find``, and ``ValueError`` where the batch is not a whole number of digests.
        """
        if not isinstance(self._index, Buckets):
            raise HashSetError("perceptual hashes are searched by distance")
        return self._index.find_many(digests)

    def search(self, hashes: bytes, radius: int) -> Rows:
        """Every pair of a hash and an entry within ``radius`` bits (``index.types.ROW``).

        Raises as ``PerceptualIndex.search`` and where the algorithm is exact.
        """
        if isinstance(self._index, Buckets):
            raise HashSetError("exact digests are found or not, at no distance")
        return self._index.search(hashes, radius)

    def problem(self) -> str | None:
        """What is wrong with the index, by building it again; null where nothing is."""
        return self._index.problem()
