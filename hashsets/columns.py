"""The records of a set as columns, one file a column, written as they come and mapped to read.

``<name>.numbers`` holds an integer a record, the least that its type can hold standing for none
(``category`` is int32; ``size``, in bytes, and ``quality`` are int64). A text column is
``<name>.text`` (UTF-8, one value after another) and ``<name>.ends`` (uint64, where each ends); an
empty value stands for none. A column in which no record has a value has no file. All numbers are
little-endian.
"""

from collections.abc import Sequence
from contextlib import ExitStack
from operator import attrgetter
from pathlib import Path
from shutil import copyfileobj
from struct import pack
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from hashsets.records import HashRecord, HashSetError

NUMBERS: dict[str, np.dtype[Any]] = {
    "category": np.dtype("<i4"),
    "size": np.dtype("<i8"),
    "quality": np.dtype("<i8"),
}
TEXTS = ("label", "series", "raw", "identity")
END = np.dtype("<u8")
WRITE_BYTES = 1 << 18


def null(name: str) -> int:
    """The number that stands for none in a column of numbers."""
    return int(np.iinfo(NUMBERS[name]).min)


class NumberWriter:
    """Writes a column of numbers or nulls."""

    def __init__(self, folder: Path, name: str, files: ExitStack) -> None:
        self._path = folder / f"{name}.numbers"
        self._file = files.enter_context(self._path.open("wb", buffering=WRITE_BYTES))
        self._type = NUMBERS[name]
        self._null = null(name)
        self._said = False

    def extend(self, values: Sequence[int | None]) -> None:
        """The next records' values."""
        known = [self._null if value is None else value for value in values]
        self._said = self._said or any(value is not None for value in values)
        self._file.write(np.array(known, dtype=self._type).tobytes())

    def begin_with(self, folder: Path, records: int) -> None:
        """Take over the column of another set of ``records`` records; before any value."""
        older = folder / self._path.name
        if older.exists():
            self._said = True
            append(older, self._file)
        else:
            repeat(self._file, np.array(self._null, dtype=self._type).tobytes(), records)

    def finish(self) -> None:
        """Write all; remove a column that says nothing."""
        self._file.close()
        if not self._said:
            self._path.unlink()


class TextWriter:
    """Writes a column of texts or nulls."""

    def __init__(self, folder: Path, name: str, files: ExitStack) -> None:
        self._paths = folder / f"{name}.text", folder / f"{name}.ends"
        self._text, self._ends = (
            files.enter_context(path.open("wb", buffering=WRITE_BYTES)) for path in self._paths
        )
        self._end = 0

    def extend(self, values: Sequence[str | None]) -> None:
        """The next records' values."""
        texts = [value.encode("utf-8", "replace") if value else b"" for value in values]
        ends = np.cumsum([len(text) for text in texts], dtype=END) + END.type(self._end)
        self._end += self._text.write(b"".join(texts))
        self._ends.write(ends.astype(END).tobytes())

    def begin_with(self, folder: Path, records: int) -> None:
        """Take over the column of another set of ``records`` records; before any value."""
        text, ends = (folder / path.name for path in self._paths)
        if text.exists():
            append(text, self._text)
            append(ends, self._ends)
            self._end = text.stat().st_size
        else:
            repeat(self._ends, pack("<Q", 0), records)

    def finish(self) -> None:
        """Write all; remove a column that says nothing."""
        self._text.close()
        self._ends.close()
        if not self._end:
            for path in self._paths:
                path.unlink()


class NumberColumn:
    """Reads a column of numbers."""

    def __init__(self, folder: Path, name: str, records: int) -> None:
        self._values = mapped(folder / f"{name}.numbers", NUMBERS[name], records)
        self._null = null(name)

    def __getitem__(self, record: int) -> int | None:
        if self._values is None:
            return None
        value = int(self._values[record])
        return None if value == self._null else value


class TextColumn:
    """Reads a column of texts."""

    def __init__(self, folder: Path, name: str, records: int) -> None:
        self._ends = mapped(folder / f"{name}.ends", END, records)
        length = 0 if self._ends is None else int(self._ends[-1])
        self._text = mapped(folder / f"{name}.text", np.dtype("u1"), length)

    def __getitem__(self, record: int) -> str | None:
        if self._ends is None or self._text is None:
            return None
        start = int(self._ends[record - 1]) if record else 0
        return self._text[start : int(self._ends[record])].tobytes().decode("utf-8") or None


class Columns:
    """The columns of a set of ``records`` records, opened as memory maps."""

    def __init__(self, folder: Path, records: int) -> None:
        """Raises ``HashSetError`` where a column's file cannot be read or has the wrong length."""
        self.category = NumberColumn(folder, "category", records)
        self.size = NumberColumn(folder, "size", records)
        self.quality = NumberColumn(folder, "quality", records)
        self.label = TextColumn(folder, "label", records)
        self.series = TextColumn(folder, "series", records)
        self.raw = TextColumn(folder, "raw", records)
        self.identity = TextColumn(folder, "identity", records)

    def meaning(self, record: int) -> tuple[int | None, str | None]:
        """What a record says of its digest."""
        return self.category[record], self.label[record]


class ColumnWriter:
    """Writes all columns of a set; ``files`` closes them come what may."""

    def __init__(self, folder: Path, files: ExitStack) -> None:
        self._numbers = {name: NumberWriter(folder, name, files) for name in NUMBERS}
        self._texts = {name: TextWriter(folder, name, files) for name in TEXTS}

    def begin_with(self, folder: Path, records: int) -> None:
        """Take over the columns of another set of ``records`` records; before any record."""
        for numbers in self._numbers.values():
            numbers.begin_with(folder, records)
        for texts in self._texts.values():
            texts.begin_with(folder, records)

    def extend(self, records: Sequence[HashRecord]) -> None:
        """The next records, at least one."""
        for name, numbers in self._numbers.items():
            numbers.extend(list(map(attrgetter(name), records)))
        for name, texts in self._texts.items():
            texts.extend(list(map(attrgetter(name), records)))

    def finish(self) -> None:
        """Write all."""
        for numbers in self._numbers.values():
            numbers.finish()
        for texts in self._texts.values():
            texts.finish()


def mapped(path: Path, kind: np.dtype[Any], length: int) -> NDArray[Any] | None:
    """The column's file as an array of ``length`` values, null where there is no such file."""
    if not length or not path.exists():
        return None
    try:
        values: NDArray[Any] = np.memmap(path, dtype=kind, mode="r")
    except (OSError, ValueError) as error:
        raise HashSetError(f"cannot open {path.name} of a hash set: {error}") from error
    if len(values) != length:
        raise HashSetError(f"{path.name} of a hash set has {len(values)} values, not {length}")
    return values


def append(source: Path, file: BinaryIO) -> None:
    """Add a whole file to an open one."""
    with source.open("rb") as more:
        copyfileobj(more, file, 1 << 20)


def repeat(file: BinaryIO, value: bytes, times: int) -> None:
    """Write a value many times."""
    some = 1 << 16
    for start in range(0, times, some):
        file.write(value * min(some, times - start))
