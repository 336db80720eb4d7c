"""Some sorted digests of one algorithm, the record of each, and the index over them.

``<algorithm>.digests`` holds the digests one after another in byte order, ``<algorithm>.records``
as many uint32 record numbers, little-endian. ``<algorithm>.buckets`` leads to exact digests
(``hashsets.index.buckets``), ``<algorithm>.parts`` to perceptual hashes (``index.part_tables``);
small segments of those have none. What was added to a set later lies in segments of its own, named
``<algorithm>-1.…`` and so on. All are opened as memory maps, so a segment opens at once whatever
its size and every process shares its pages.
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


def stem(algorithm: Algorithm, segment: int) -> str:
    """What the names of a segment's files begin with."""
    return f"{algorithm}-{segment}" if segment else algorithm.value


def digest_file(algorithm: Algorithm, segment: int = 0) -> str:
    """The name of the file of digests."""
    return f"{stem(algorithm, segment)}.digests"


def record_file(algorithm: Algorithm, segment: int = 0) -> str:
    """The name of the file of record numbers."""
    return f"{stem(algorithm, segment)}.records"


def index_file(algorithm: Algorithm, segment: int = 0) -> str:
    """The name of the file of the index."""
    return f"{stem(algorithm, segment)}.{'buckets' if algorithm in EXACT else 'parts'}"


def segment_count(folder: Path, algorithm: Algorithm) -> int:
    """How many segments a set's folder holds."""
    count = 0
    while (folder / digest_file(algorithm, count)).exists():
        count += 1
    return count


def write_index(folder: Path, algorithm: Algorithm, segment: int = 0) -> None:
    """Build the index over sorted digests, where there are enough to want one."""
    width = DIGEST_BYTES[algorithm]
    digests = np.memmap(folder / digest_file(algorithm, segment), dtype=np.uint8, mode="r")
    path = folder / index_file(algorithm, segment)
    if algorithm in EXACT:
        write_buckets(path, digests, width)
    elif len(digests) // width >= FEWEST:
        write_parts(path, digests, width // 8, best_cut(8 * width, len(digests) // width))


class Segment:
    """One segment of one algorithm, in byte order; it survives a fork."""

    def __init__(self, folder: Path, algorithm: Algorithm, segment: int = 0) -> None:
        """Opens the maps; raises ``HashSetError`` where they do not belong together."""
        width = DIGEST_BYTES[algorithm]
        paths = folder / digest_file(algorithm, segment), folder / record_file(algorithm, segment)
        try:
            # plain arrays over the maps: slicing a memmap itself costs a microsecond
            self.digests = np.asarray(np.memmap(paths[0], dtype=np.uint8, mode="r"))
            self.records: Numbers = np.asarray(np.memmap(paths[1], RECORD, mode="r"))
        except (OSError, ValueError) as error:
            raise HashSetError(f"cannot open a set's {algorithm} digests: {error}") from error
        if len(self.digests) != len(self.records) * width:
            raise HashSetError(f"a set's {algorithm} digests and record numbers differ in number")
        path = folder / index_file(algorithm, segment)
        self.index = (
            Buckets(path, self.digests, width)
            if algorithm in EXACT
            else PerceptualIndex(self.digests, width, path if len(self.records) >= FEWEST else None)
        )

    def __len__(self) -> int:
        return len(self.records)

    def exact(self) -> Buckets:
        """The exact index; raises ``HashSetError`` where the algorithm is perceptual."""
        if not isinstance(self.index, Buckets):
            raise HashSetError("perceptual hashes are searched by distance")
        return self.index

    def perceptual(self) -> PerceptualIndex:
        """The perceptual index; raises ``HashSetError`` where the algorithm is exact."""
        if isinstance(self.index, Buckets):
            raise HashSetError("exact digests are found or not, at no distance")
        return self.index

    def find(self, digest: bytes) -> list[int]:
        """The numbers of the records that hold an exact digest, ascending."""
        first, found = self.exact().find(digest)
        return [int(number) for number in self.records[first : first + found]] if found else []

    def find_many(self, digests: bytes) -> tuple[Numbers, Numbers]:
        """Which digests of a batch are held, and by which records: a pair of equal lengths."""
        first, found = self.exact().find_many(digests)
        if not (found > 1).any():
            queries = np.flatnonzero(found).astype(RECORD)
            return queries, self.records[first[queries]]
        queries = np.repeat(np.arange(len(found), dtype=RECORD), found)
        before = np.cumsum(found, dtype=np.int64) - found
        places = np.arange(len(queries)) + np.repeat(first - before, found)
        return queries, self.records[places]

    def search(self, hashes: bytes, radius: int) -> Rows:
        """Every pair of a hash and an entry within ``radius`` bits, ``entry`` being its record."""
        rows = self.perceptual().search(hashes, radius)
        rows["entry"] = self.records[rows["entry"]]
        return rows
