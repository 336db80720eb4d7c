"""Opening a hash-set file: which format it is, its digest, and its records one by one."""

from collections.abc import Callable, Iterator
from hashlib import file_digest
from pathlib import Path

import msgspec

from hashsets.formats import format_named, recognised
from hashsets.formats.base import HEAD_BYTES, Format
from hashsets.hexadecimal import shown
from hashsets.manifest import SourceFile
from hashsets.records import Algorithm, BadRecord, HashRecord, HashSetError, Tombstone

SHOWN_BAD = 100
"""How many bad records are kept with their positions; the rest are counted."""

WATCHED = 1 << 14
"""Records between two looks at how far reading is."""

Watch = Callable[[Path, int, int], None]
"""Told the file, how many of its bytes have been read, and how many records were in them."""


class BadInFile(msgspec.Struct, frozen=True, kw_only=True):
    """A bad record and the file it stands in."""

    file: str
    position: str
    reason: str


class Complaints:
    """Collects what could not be used."""

    def __init__(self) -> None:
        self.first: list[BadInFile] = []
        self.count = 0
        self.incomplete: str | None = None

    def add(self, file: str, bad: BadRecord) -> None:
        """One more; raises ``HashSetError`` where the whole file must be refused."""
        if bad.consequence == "refused":
            raise HashSetError(f"{file}, {bad.position}: {bad.reason}")
        self.count += 1
        if bad.consequence == "incomplete" and self.incomplete is None:
            self.incomplete = f"{file}, {bad.position}: {bad.reason}"
        if len(self.first) < SHOWN_BAD or bad.consequence == "incomplete":
            self.first.append(BadInFile(file=file, position=bad.position, reason=bad.reason))


def format_of(path: Path, wanted: str) -> Format:
    """The format the operator named, or the one recognised where that is ``auto``."""
    if wanted != "auto":
        return format_named(wanted)
    try:
        with path.open("rb") as file:
            head = file.read(HEAD_BYTES)
    except OSError as error:
        raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
    if not head:
        raise HashSetError(f"{path.name} is empty")
    known = recognised(head)
    if known is None:
        start = shown(head.decode("latin-1"))
        raise HashSetError(
            f"{path.name} is in no hash-set format Skerry knows; it starts {start}; a table or JSON"
            " list of another layout is read with --mapping FILE"
        )
    return known


def source_file(path: Path, known: Format) -> SourceFile:
    """The file's provenance; reads it once."""
    try:
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
            size = file.tell()
    except OSError as error:
        raise HashSetError(f"cannot read {path.name}: {error.strerror}") from error
    return SourceFile(name=path.name, size=size, sha256=digest, format=known.name)


def usable(
    path: Path,
    known: Format,
    algorithm: Algorithm | None,
    complaints: Complaints,
    watch: Watch | None = None,
) -> Iterator[HashRecord | Tombstone]:
    """The file's records and withdrawals; what cannot be used goes to ``complaints``."""
    with path.open("rb") as file:
        for number, record in enumerate(known.read(file, algorithm), 1):
            if isinstance(record, BadRecord):
                complaints.add(path.name, record)
            else:
                yield record
            if watch is not None and not number % WATCHED:
                watch(path, file.tell(), number)
