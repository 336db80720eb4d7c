"""The blocks of known files, from their content."""

from collections.abc import Generator, Iterator, Sequence
from hashlib import sha256
from pathlib import Path

import numpy as np

from hashsets.blocks.probative import left_out
from hashsets.blocks.records import Block, KnownFile, LeftOut, ShortBlock
from hashsets.manifest import SourceFile
from hashsets.reading import Watch
from hashsets.records import Algorithm, HashSetError

TOGETHER = 256
"""Blocks looked at together."""

Found = Generator[KnownFile | Block | ShortBlock, None, None]


def files_under(path: Path) -> list[Path]:
    """The file itself, or every regular file in a folder, however deep, by path; links are left."""
    if not path.is_dir():
        return [path]
    found = sorted(each for each in path.rglob("*") if each.is_file() and not each.is_symlink())
    if not found:
        raise HashSetError(f"there is no file in {path.name}")
    return found


class Content:
    """Reads files once: their blocks, and what tells which content a set was made from."""

    def __init__(self, paths: Sequence[Path], size: int, watch: Watch | None = None) -> None:
        """``size`` is bytes a block."""
        self._paths, self._size, self._watch = paths, size, watch
        self._files = 0
        self.sources: list[SourceFile] = []
        """One for each path read; a folder's digest is over those of its files, in order."""

    def read(self) -> Found:
        """Every file and its blocks; raises ``HashSetError`` where a file cannot be read."""
        for path in self._paths:
            digests: list[tuple[str, int]] = []
            for file in files_under(path):
                label = file.name if file == path else str(file.relative_to(path.parent))
                try:
                    digests.append((yield from self._file(file, label)))
                except OSError as error:
                    raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
            self.sources.append(source(path, digests))

    def _file(
        self, path: Path, label: str
    ) -> Generator[KnownFile | Block | ShortBlock, None, tuple[str, int]]:
        """The blocks of one file; returns its SHA-256 in hex and its length in bytes."""
        key, state, index = str(self._files), sha256(), 0
        self._files += 1
        yield KnownFile(key=key, label=label)
        with path.open("rb") as file:
            while data := file.read(TOGETHER * self._size):
                state.update(data)
                for reason, held in self._rows(data):
                    position = f"block {index} of {label}"
                    digests = () if reason else ((Algorithm.SHA256, held),)
                    yield Block(
                        position=position, file=key, index=index, digests=digests, left_out=reason
                    )
                    index += 1
                if len(data) % self._size:
                    yield ShortBlock(position=f"the end of {label}")
                if self._watch is not None:
                    self._watch(path, file.tell(), index)
            length = file.tell()
        digest = state.hexdigest()
        yield KnownFile(key=key, label=label, size=length, identity=f"sha256:{digest}")
        return digest, length

    def _rows(self, data: bytes) -> Iterator[tuple[LeftOut | None, bytes]]:
        """For each whole block why it identifies nothing, or its digest."""
        size = self._size
        whole = len(data) // size
        if not whole:
            return
        rows = np.frombuffer(data, np.uint8, whole * size).reshape(whole, size)
        view = memoryview(data)
        for number, reason in enumerate(left_out(rows)):
            block = view[number * size : (number + 1) * size]
            yield reason, b"" if reason else sha256(block).digest()


def source(path: Path, digests: Sequence[tuple[str, int]]) -> SourceFile:
    """The provenance of one path: a file's own digest, or that over the digests of a folder's."""
    if not path.is_dir():
        return SourceFile(name=path.name, size=digests[0][1], sha256=digests[0][0], format="file")
    joined = sha256("".join(digest for digest, _ in digests).encode()).hexdigest()
    size = sum(length for _, length in digests)
    return SourceFile(name=path.name, size=size, sha256=joined, format="folder")
