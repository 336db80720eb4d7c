"""A stored block set, opened for matching."""

from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hashsets.blocks.building import FILES, INDEXES, NO_INDEX
from hashsets.columns import Columns
from hashsets.digest_table import DigestTable
from hashsets.manifest import SetInfo
from hashsets.records import Algorithm, HashSetError
from hashsets.segment import RECORD


class Origin(msgspec.Struct, frozen=True, kw_only=True):
    """Where a block comes from.

    ``index`` is which block of the file it is, from 0; ``file_size`` bytes and ``identity`` a
    digest of the whole file, as ``sha256:…``. All three may be unknown.
    """

    label: str
    index: int | None
    file_size: int | None
    identity: str | None


class OpenBlockSet:
    """A block set's tables as memory maps; it survives a fork."""

    def __init__(self, info: SetInfo) -> None:
        """Raises ``HashSetError`` where it is no block set, or a file of it is damaged."""
        if info.manifest.blocks is None:
            raise HashSetError(f"{info.title} holds digests of files, not of blocks")
        self.info = info
        self.size = info.manifest.blocks.size
        records = info.manifest.counts.records
        self._files = numbers(info.folder / FILES, records)
        self._indexes = numbers(info.folder / INDEXES, records)
        self._columns = Columns(info.folder, info.manifest.blocks.files)
        self.tables = {
            algorithm: DigestTable(info.folder, algorithm, entries)
            for algorithm, entries in info.manifest.counts.entries.items()
        }

    def origin(self, record: int) -> Origin:
        """The file that a record's block is from."""
        file, index = int(self._files[record]), int(self._indexes[record])
        columns = self._columns
        return Origin(
            label=columns.label[file] or "",
            index=None if index == NO_INDEX else index,
            file_size=columns.size[file],
            identity=columns.identity[file],
        )

    def holds(self, algorithm: Algorithm) -> bool:
        """Whether it has digests of an algorithm."""
        return algorithm in self.tables

    def problems(self) -> list[str]:
        """What is wrong with the indexes, found by building each again; empty where nothing is."""
        found = (table.problem() for table in self.tables.values())
        return [problem for problem in found if problem]


def numbers(path: Path, count: int) -> NDArray[np.uint32]:
    """A file of numbers, mapped."""
    try:
        values = np.asarray(np.memmap(path, dtype=RECORD, mode="r"))
    except (OSError, ValueError) as error:
        raise HashSetError(f"cannot open {path.name} of a block set: {error}") from error
    if len(values) != count:
        raise HashSetError(f"{path.name} of a block set has {len(values)} values, not {count}")
    return values
