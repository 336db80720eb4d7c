"""What the Sleuth Kit says of one directory entry, copied out of its structures."""

from collections.abc import Iterable

import pytsk3
from msgspec import Struct

from triage.records import Kind
from triage.sources.tsk_image import TSK_ERRORS

SPARSE_RUN = 0x1 | 0x2
"""``TSK_FS_ATTR_RUN_FLAG_FILLER`` and ``_SPARSE``: both read as zeros."""

RESIDENT = 0x4
ENCRYPTED = 0x10
COMPRESSED = 0x20
"""Of ``TSK_FS_ATTR_FLAG_ENUM``."""

MOST_RUNS = 1 << 16
"""A stream in more pieces than this is read through the Sleuth Kit and its runs are not kept."""

_NAME_KINDS = {
    1: Kind.FIFO,
    2: Kind.DEVICE,
    3: Kind.DIRECTORY,
    4: Kind.DEVICE,
    5: Kind.FILE,
    6: Kind.SYMLINK,
    7: Kind.SOCKET,
    10: Kind.FILE,
    11: Kind.DIRECTORY,
}
_INODE_KINDS = {
    1: Kind.FILE,
    2: Kind.DIRECTORY,
    3: Kind.FIFO,
    4: Kind.DEVICE,
    5: Kind.DEVICE,
    6: Kind.SYMLINK,
    8: Kind.SOCKET,
    10: Kind.FILE,
    11: Kind.DIRECTORY,
}
"""``TSK_FS_NAME_TYPE_ENUM`` and ``TSK_FS_META_TYPE_ENUM``; the rest are OTHER."""

_VIRTUAL_DIRECTORY = 11
_ALLOCATED = 0x1
_LARGEST = (1 << 63) - 1


class Run(Struct, frozen=True):
    """``length`` blocks at ``address`` of the volume hold those from ``offset`` of the stream."""

    address: int
    length: int
    offset: int
    sparse: bool


class Stream(Struct, frozen=True):
    """One attribute. ``runs`` is null where it is resident or in too many pieces."""

    type: int
    id: int
    name: bytes | None
    size: int | None
    flags: int
    runs: tuple[Run, ...] | None


class Times(Struct, frozen=True):
    """Nanoseconds since 1970-01-01, null where the file system keeps none."""

    modified: int | None
    accessed: int | None
    changed: int | None
    created: int | None


NO_TIMES = Times(None, None, None, None)


class Inode(Struct, frozen=True):
    """A file's metadata; ``size`` is null where it is no possible size.

    ``sequence`` is NTFS's count of how often the record was used. ``zoned`` tells that the times
    of a file system that keeps local ones were put in UTC.
    """

    kind: Kind
    allocated: bool
    size: int | None
    links: int
    times: Times
    sequence: int = 0
    zoned: bool = False


class Node(Struct, frozen=True):
    """A name and what it leads to; ``streams`` is null where they could not be read.

    ``is_orphans`` marks the directory the Sleuth Kit makes up for files without a name.
    """

    name: bytes
    name_kind: Kind
    name_allocated: bool
    address: int
    inode: Inode | None = None
    sequence: int = 0
    streams: tuple[Stream, ...] | None = ()
    encrypted: bool = False
    is_orphans: bool = False

    @property
    def kind(self) -> Kind:
        """The inode's kind, unless it belongs to another file by now; else the name's."""
        if self.inode is None or self.reallocated or self.inode.kind is Kind.OTHER:
            return self.name_kind
        return self.inode.kind

    @property
    def reallocated(self) -> bool:
        """Whether a deleted name leads to an inode that a live file uses."""
        return not self.name_allocated and self.inode is not None and self.inode.allocated


def node_of(file: pytsk3.File) -> Node:
    """The node of a file met in a directory listing, its streams not yet looked at."""
    name = file.info.name
    return Node(
        name=bytes(name.name or b""),
        name_kind=_NAME_KINDS.get(int(name.type), Kind.OTHER),
        name_allocated=bool(int(name.flags) & _ALLOCATED),
        address=int(name.meta_addr),
        inode=inode_of(file),
        sequence=int(name.meta_seq),
        is_orphans=int(name.type) == _VIRTUAL_DIRECTORY,
    )


def inode_of(file: pytsk3.File) -> Inode | None:
    """The metadata of a file, null where there is none."""
    meta = file.info.meta
    if meta is None:
        return None
    size = int(meta.size)
    return Inode(
        kind=_INODE_KINDS.get(int(meta.type), Kind.OTHER),
        allocated=bool(int(meta.flags) & _ALLOCATED),
        size=size if 0 <= size <= _LARGEST else None,
        links=int(meta.nlink),
        times=Times(
            _time(meta.mtime, meta.mtime_nano),
            _time(meta.atime, meta.atime_nano),
            _time(meta.ctime, meta.ctime_nano),
            _time(meta.crtime, meta.crtime_nano),
        ),
        sequence=int(meta.seq),
    )


def _time(seconds: int, nanoseconds: int) -> int | None:
    time = int(seconds) * 1_000_000_000 + int(nanoseconds)
    return time if time and -_LARGEST <= time <= _LARGEST else None


def streams_of(file: pytsk3.File) -> tuple[Stream, ...] | None:
    """The attributes of a file with their runs; null where they cannot be read."""
    try:
        return tuple(_stream(attribute) for attribute in file)
    except TSK_ERRORS:
        return None


def _stream(attribute: pytsk3.Attribute) -> Stream:
    info = attribute.info
    size = int(info.size)
    flags = int(info.flags)
    return Stream(
        type=int(info.type),
        id=int(info.id),
        name=None if info.name is None else bytes(info.name),
        size=size if 0 <= size <= _LARGEST else None,
        flags=flags,
        runs=None if flags & RESIDENT else _runs(attribute),
    )


def _runs(attribute: Iterable[pytsk3.TSK_FS_ATTR_RUN]) -> tuple[Run, ...] | None:
    runs: list[Run] = []
    for run in attribute:
        if len(runs) == MOST_RUNS:
            return None
        sparse = bool(int(run.flags) & SPARSE_RUN)
        runs.append(Run(int(run.addr), int(run.len), int(run.offset), sparse))
    return tuple(runs)
