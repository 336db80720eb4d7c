"""The digests of one algorithm in one set: its segments, searched as one."""

from pathlib import Path

import numpy as np

from hashsets.index.perceptual import Rows
from hashsets.records import Algorithm, HashSetError
from hashsets.segment import Numbers, Segment, segment_count


class DigestTable:
    """All segments of one algorithm; it survives a fork."""

    def __init__(self, folder: Path, algorithm: Algorithm, entries: int) -> None:
        """Opens the maps; raises ``HashSetError`` where they do not hold ``entries`` digests."""
        count = max(1, segment_count(folder, algorithm))
        self.segments = [Segment(folder, algorithm, number) for number in range(count)]
        if len(self) != entries:
            raise HashSetError(f"a set's {algorithm} digests are not {entries} as recorded")

    def __len__(self) -> int:
        return sum(map(len, self.segments))

    def find(self, digest: bytes) -> list[int]:
        """The numbers of the records that hold an exact ``digest``, ascending.

        Raises ``HashSetError`` where the index is damaged or the algorithm perceptual.
        """
        if len(self.segments) == 1:
            return self.segments[0].find(digest)
        return [record for segment in self.segments for record in segment.find(digest)]

    def find_many(self, digests: bytes) -> tuple[Numbers, Numbers]:
        """Every pair of an exact digest of a batch, by its number, and a record that holds it.

        Pairs are in order of both. Raises as ``find``, and ``ValueError`` where the batch is not a
        whole number of digests.
        """
        found = [segment.find_many(digests) for segment in self.segments]
        if len(found) == 1:
            return found[0]
        queries, records = (np.concatenate([pair[side] for pair in found]) for side in (0, 1))
        order = np.lexsort((records, queries))
        return queries[order], records[order]

    def search(self, hashes: bytes, radius: int) -> Rows:
        """Every pair of a hash and an entry within ``radius`` bits (``index.types.ROW``).

        ``entry`` is the number of the record; rows are in order of hashes within a segment. Raises
        as ``PerceptualIndex.search``, and ``HashSetError`` where the algorithm is exact.
        """
        return np.concatenate([segment.search(hashes, radius) for segment in self.segments])

    def problem(self) -> str | None:
        """What is wrong with an index, by building it again; null where nothing is."""
        problems = (segment.index.problem() for segment in self.segments)
        return next((problem for problem in problems if problem), None)
