"""Turning blocks into the files of a stored set.

The digests go into the segments of any exact set (``hashsets.segment``), a record number standing
for one block. Beside them lie two files of little-endian uint32, one number a record:
``block.files``, the file that the block is from, and ``block.indexes``, which block of it it is
(``NO_INDEX`` where that is not known). The columns (``hashsets.columns``) tell of the files: their
``label``, ``size`` and ``identity``.
"""

from array import array
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

from hashsets.blocks.records import Block, BlockCounts, KnownFile, LeftOut, ShortBlock
from hashsets.columns import ColumnWriter
from hashsets.digest_spool import DigestSpool
from hashsets.index.sorting import keep_entries, sort_entries
from hashsets.manifest import Counts
from hashsets.records import DIGEST_BYTES, Algorithm, HashRecord, HashSetError
from hashsets.segment import MOST_RECORDS, RECORD, digest_file, record_file, write_index

FILES = "block.files"
INDEXES = "block.indexes"
NO_INDEX = (1 << 32) - 1

Numbers = NDArray[np.uint32]


class BlockSetBuilder:
    """Writes blocks into a folder as they come; ``finish`` sorts them and sets the shared apart."""

    def __init__(self, folder: Path, size: int, files: ExitStack) -> None:
        """``size`` is bytes a block; ``files`` closes what the builder opens, come what may."""
        self.size = size
        self._folder, self._files = folder, files
        self._known: dict[str, int] = {}
        self._said: list[KnownFile] = []
        self._sums: list[int] = []
        self._blocks: list[int] = []
        self._file_of, self._index_of = array("I"), array("I")
        self._spools: dict[Algorithm, DigestSpool] = {}
        self._left_out: Counter[LeftOut] = Counter()
        self._short = 0

    def add(self, found: KnownFile | Block | ShortBlock) -> None:
        """The next thing that was read. What is said of a file later completes what was said."""
        match found:
            case KnownFile():
                self._file(found)
            case ShortBlock():
                self._short += 1
            case Block():
                self._block(found)

    def _file(self, file: KnownFile) -> int:
        number = self._known.setdefault(file.key, len(self._said))
        if number == len(self._said):
            self._said.append(file)
            self._sums.append(0)
            self._blocks.append(0)
            return number
        older = self._said[number]
        self._said[number] = msgspec.structs.replace(
            older,
            label=file.label or older.label,
            size=older.size if file.size is None else file.size,
            identity=file.identity or older.identity,
        )
        return number

    def _block(self, block: Block) -> None:
        number = self._known.get(block.file)
        if number is None:
            number = self._file(KnownFile(key=block.file, label=""))
        self._blocks[number] += 1
        if block.left_out is not None:
            self._left_out[block.left_out] += 1
            return
        record = len(self._file_of)
        if record == MOST_RECORDS - 1:
            raise HashSetError(f"more than {MOST_RECORDS - 1:,} blocks: make several sets of them")
        index = block.index
        self._file_of.append(number)
        self._index_of.append(NO_INDEX if index is None or index >= NO_INDEX else index)
        self._sums[number] += int.from_bytes(block.digests[0][1][:16])
        for algorithm, digest in block.digests:
            self._spool(algorithm).add(digest, record)

    def _spool(self, algorithm: Algorithm) -> DigestSpool:
        spool = self._spools.get(algorithm)
        if spool is None:
            spool = self._spools[algorithm] = DigestSpool(self._folder, algorithm, self._files)
        return spool

    def finish(self) -> tuple[Counts, BlockCounts]:
        """Write all; how it added up."""
        file_of = np.array(self._file_of, dtype=RECORD)
        (self._folder / FILES).write_bytes(file_of.tobytes())
        (self._folder / INDEXES).write_bytes(np.array(self._index_of, dtype=RECORD).tobytes())
        self._write_files()
        contents = self._contents(file_of)
        entries: dict[Algorithm, int] = {}
        shared = repeated = 0
        own = np.zeros(len(file_of), dtype=np.bool_)
        for algorithm in sorted(self._spools):
            self._spools[algorithm].close()
            sifted = sift(self._folder, algorithm, contents[file_of], own)
            entries[algorithm] = sifted.kept
            shared, repeated = max(shared, sifted.shared), max(repeated, sifted.repeated)
        if shared:
            self._left_out[LeftOut.SHARED] = shared
        entries = {algorithm: count for algorithm, count in entries.items() if count}
        blocks = BlockCounts(
            size=self.size,
            files=len(self._said),
            blocks=sum(self._blocks),
            left_out=dict(sorted(self._left_out.items())),
            repeated=repeated,
            short=self._short,
            thin=thin(self._blocks, file_of[own]),
        )
        return Counts(records=len(file_of), entries=entries), blocks

    def _write_files(self) -> None:
        columns = ColumnWriter(self._folder, self._files)
        if self._said:
            columns.extend([as_record(file) for file in self._said])
        columns.finish()

    def _contents(self, file_of: Numbers) -> Numbers:
        """For each file the first that holds the very same blocks, so that copies share nothing.

        Told by the sum of the blocks' digests and their number, since lists may come in any order.
        """
        counts = np.bincount(file_of, minlength=len(self._said)).tolist()
        first: dict[tuple[int, int], int] = {}
        pairs = zip(self._sums, counts, strict=True)
        return np.array(
            [first.setdefault(pair, number) for number, pair in enumerate(pairs)], dtype=RECORD
        )


class Sifted(msgspec.Struct, frozen=True):
    """How many digests of an algorithm were kept, were of several files, or met again."""

    kept: int
    shared: int
    repeated: int


def sift(folder: Path, algorithm: Algorithm, content_of: Numbers, own: NDArray[np.bool_]) -> Sifted:
    """Sort the spooled digests, keep one of each that only one content has, and index them.

    ``content_of`` is the content by record; ``own`` is set for records that no other content has.
    """
    width = DIGEST_BYTES[algorithm]
    paths = folder / digest_file(algorithm), folder / record_file(algorithm)
    sort_entries(*paths, width)
    texts = np.memmap(paths[0], dtype=f"V{width}", mode="r")
    records: Numbers = np.memmap(paths[1], dtype=RECORD, mode="r")
    first = np.ones(len(texts), dtype=np.bool_)
    first[1:] = texts[1:] != texts[:-1]
    starts = np.flatnonzero(first)
    contents = content_of[records]
    apart = np.minimum.reduceat(contents, starts) == np.maximum.reduceat(contents, starts)
    lengths = np.diff(np.append(starts, len(texts)))
    alone = np.repeat(apart, lengths)
    kept = first & alone
    shared = int(lengths[~apart].sum())
    own[records[alone]] = True
    del texts, records
    if kept.any():
        keep_entries(*paths, width, kept)
        write_index(folder, algorithm)
    else:
        for path in paths:
            path.unlink()
    return Sifted(int(kept.sum()), shared, len(kept) - int(kept.sum()) - shared)


def thin(blocks: list[int], own: Numbers) -> int:
    """How many files have less than half of their ``blocks`` among ``own``, the files by block."""
    left = np.bincount(own, minlength=len(blocks))
    return int((2 * left < np.array(blocks)).sum())


def as_record(file: KnownFile) -> HashRecord:
    """A file as the columns hold it."""
    return HashRecord(
        position=file.key, digests=(), label=file.label, size=file.size, identity=file.identity
    )
