"""A new version of a set out of an older one and what was added to it.

The older version's segments are linked, not copied and not built again; only what is new is sorted
and indexed. So that segments stay few however often a set is added to, a segment smaller than twice
what follows it is taken into the new one: a set of n entries has at most about log2(n) of them.
"""

from pathlib import Path
from shutil import copyfile

import numpy as np
from numpy.typing import NDArray

from hashsets.columns import Columns, append
from hashsets.index.sorting import sort_entries
from hashsets.manifest import Counts, SetInfo
from hashsets.opened import OpenSet
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm
from hashsets.segment import (
    digest_file,
    index_file,
    record_file,
    segment_count,
    write_index,
)

TOGETHER = 1 << 16
"""New digests that are looked up at a time in the older version."""


class Growth:
    """The older version, and the folder of the new one."""

    def __init__(self, base: SetInfo, folder: Path) -> None:
        """Raises ``HashSetError`` where the older version is damaged."""
        self.base = base
        self._open = OpenSet(base)
        self._folder = folder

    @property
    def records(self) -> int:
        """How many records come before the first new one."""
        return self.base.manifest.counts.records

    def add(self, algorithm: Algorithm) -> None:
        """Make a segment of the new entries, which lie sorted in the files of segment 0.

        The segments that stay are linked; small ones at the end are taken into the new one.
        """
        old, names = self.base.folder, (digest_file, record_file)
        new = [self._folder / name(algorithm) for name in names]
        spooled = [path.rename(path.with_name(path.name + ".new")) for path in new]
        kept = count = segment_count(old, algorithm)
        entries = spooled[1].stat().st_size // 4
        while kept and size_of(old, algorithm, kept - 1) < 2 * entries:
            kept -= 1
            entries += size_of(old, algorithm, kept)
        for spool, name in zip(spooled, names, strict=True):
            taken = [old / name(algorithm, number) for number in range(kept, count)]
            joined([*taken, spool], self._folder / name(algorithm, kept))
            spool.unlink()
        self._link(algorithm, kept)
        if kept < count:
            both = [self._folder / name(algorithm, kept) for name in names]
            sort_entries(both[0], both[1], DIGEST_BYTES[algorithm])
        write_index(self._folder, algorithm, kept)

    def add_nothing(self, algorithm: Algorithm) -> None:
        """Drop the files of segment 0, which are empty, for the older ones."""
        for name in (digest_file, record_file):
            (self._folder / name(algorithm)).unlink()
        self._link(algorithm, segment_count(self.base.folder, algorithm))

    def finish(self, more: Counts) -> Counts:
        """Link what nothing was added to; the counts of both together."""
        counts = self.base.manifest.counts
        for algorithm in counts.entries.keys() - more.entries.keys():
            self._link(algorithm, segment_count(self.base.folder, algorithm))
        return added(counts, more)

    def _link(self, algorithm: Algorithm, count: int) -> None:
        for number in range(count):
            for name in (digest_file, record_file, index_file):
                source = self.base.folder / name(algorithm, number)
                if source.exists():
                    link(source, self._folder / source.name)

    def said(
        self,
        algorithm: Algorithm,
        digests: NDArray[np.bytes_],
        records: NDArray[np.uint32],
        columns: Columns,
    ) -> NDArray[np.bool_]:
        """Which new entries say what an entry of the older version says of the same digest."""
        said = np.zeros(len(digests), dtype=np.bool_)
        table = self._open.table(algorithm)
        if table is None or not len(digests):
            return said
        for first in range(0, len(digests), TOGETHER):
            text = digests[first : first + TOGETHER].tobytes()
            if algorithm in EXACT:
                queries, held = table.find_many(text)
            else:
                rows = table.search(text, 0)
                queries, held = rows["query"], rows["entry"]
            for query, record in zip(queries.tolist(), held.tolist(), strict=True):
                place = first + query
                said[place] |= columns.meaning(record) == columns.meaning(int(records[place]))
        return said


def link(source: Path, target: Path) -> None:
    """A second name for a file, or a copy where the file system has no such thing."""
    try:
        target.hardlink_to(source)
    except OSError:
        copyfile(source, target)


def size_of(folder: Path, algorithm: Algorithm, segment: int) -> int:
    """How many entries a segment has."""
    return (folder / record_file(algorithm, segment)).stat().st_size // 4


def joined(sources: list[Path], target: Path) -> None:
    """Files one after another as a new one."""
    with target.open("wb") as file:
        for source in sources:
            append(source, file)


def added(base: Counts, more: Counts) -> Counts:
    """The counts of both together."""
    both = {}
    for name in Counts.__struct_fields__:
        one, other = getattr(base, name), getattr(more, name)
        if isinstance(one, int):
            both[name] = one + other
        else:
            keys = sorted({*one, *other})
            both[name] = {key: one.get(key, 0) + other.get(key, 0) for key in keys}
    return Counts(**both)
