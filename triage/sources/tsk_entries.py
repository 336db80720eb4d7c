"""Deciding which entries a directory entry makes, and which of them are settled by that alone."""

from collections.abc import Iterator

from msgspec import Struct

from triage.reasons import Reason
from triage.records import Clock, Entry, Kind, Origin, State
from triage.sources.layout import Extent, extents, stored
from triage.sources.provenance import Provenance
from triage.sources.tsk_node import COMPRESSED, ENCRYPTED, NO_TIMES, RESIDENT, Inode, Node, Stream

_DATA = (1, 128, 4352)
"""``TSK_FS_ATTR_TYPE_DEFAULT``, ``_NTFS_DATA``, ``_HFS_DATA``."""

_NTFS_DATA = 128
_NTFS_INDEX_ROOT = 144
_HFS_RESOURCE = 4353
_EXT = frozenset({"ext2", "ext3", "ext4"})
_FAT = frozenset({"fat12", "fat16", "fat32", "exfat"})


class Layout(Struct, frozen=True, kw_only=True):
    """How a volume lays out its files, from byte ``base`` of the source to ``end`` at most.

    ``addressed`` is false where block addresses are not plain offsets (raw compact-disc sectors,
    an HFS+ volume wrapped in an HFS one).
    """

    provenance: Provenance
    kind: str
    block_size: int
    base: int
    end: int
    addressed: bool = True

    @property
    def is_ext(self) -> bool:
        """Whether it is ext2, ext3 or ext4."""
        return self.kind in _EXT

    def clock(self, inode: Inode | None) -> Clock:
        """FAT keeps the local time of whatever device wrote it; exFAT may name its zone."""
        if self.kind in _FAT and not (inode and inode.zoned):
            return Clock.LOCAL_UNKNOWN
        return Clock.UTC

    def extents(self, stream: Stream) -> tuple[Extent, ...] | None:
        """The byte ranges of a stream; null where it cannot be read straight from the source."""
        if not self.addressed or stream.runs is None or stream.size is None:
            return None
        if stream.flags & (RESIDENT | COMPRESSED | ENCRYPTED):
            return None
        holes = self.is_ext or (self.kind == "ntfs" and not stream.runs)
        return extents(stream.runs, self.block_size, self.base, stream.size, holes)

    def stored(self, node: Node) -> tuple[tuple[int, int], ...]:
        """(offset, length) in the source of all that the streams of a node hold."""
        placed = (self.extents(stream) for stream in node.streams or ())
        return tuple(part for extents in placed if extents for part in stored(extents))


class Draft(Struct, frozen=True):
    """An entry without its id and directory: ``entry.path`` is what follows the file's path.

    ``detail`` explains a settled state.
    """

    entry: Entry
    detail: str


def component(name: bytes) -> bytes:
    r"""A name as one component of a path.

    A ``/`` inside it, which only damage or malice puts there, is written ``\x2f``; an empty name
    is written ``\x``. Every other byte stays as it is.
    """
    return name.replace(b"/", b"\\x2f") or b"\\x"


def drafts(node: Node, layout: Layout) -> Iterator[Draft]:
    """One draft for the file and one for each further stream the Sleuth Kit's ``fls`` lists."""
    streams = node.streams or ()
    if node.reallocated or node.inode is None:
        yield _draft(node, layout, None, b"", str(node.address))
    elif layout.kind == "ntfs":
        yield from _ntfs(node, layout, streams)
    else:
        yield _draft(node, layout, default_stream(streams), b"", str(node.address))
        for stream in streams:
            if stream.type == _HFS_RESOURCE and stream.size:
                yield _draft(node, layout, stream, b":rsrc", _address(node, stream))


def default_stream(streams: tuple[Stream, ...]) -> Stream | None:
    """The data of a file, if it has any: of NTFS' several, the one without a name.

    ext content kept inside the inode has a name, ``DATA``, which tells nothing.
    """
    for stream in streams:
        if stream.type in _DATA and not (stream.type == _NTFS_DATA and stream.name):
            return stream
    return None


def _ntfs(node: Node, layout: Layout, streams: tuple[Stream, ...]) -> Iterator[Draft]:
    """As ``fls`` has it: every $DATA and $INDEX_ROOT, or the file itself where it has neither."""
    listed = [s for s in streams if s.type in (_NTFS_DATA, _NTFS_INDEX_ROOT)]
    for stream in listed:
        plain = not stream.name or (stream.type == _NTFS_INDEX_ROOT and stream.name == b"$I30")
        suffix = b"" if plain else b":" + component(stream.name or b"")
        yield _draft(node, layout, stream, suffix, _address(node, stream))
    if not listed:
        yield _draft(node, layout, None, b"", str(node.address))


def _address(node: Node, stream: Stream) -> str:
    return f"{node.address}-{stream.type}-{stream.id}"


def _draft(node: Node, layout: Layout, stream: Stream | None, suffix: bytes, address: str) -> Draft:
    inode = None if node.reallocated else node.inode
    kind = Kind.FILE if suffix or _is_data_of_directory(node, stream) else node.kind
    placed = layout.extents(stream) if stream and kind is Kind.FILE else None
    state, reason, detail = _verdict(node, layout, kind, stream, placed)
    times = inode.times if inode else NO_TIMES
    entry = Entry(
        id="",
        source=layout.provenance.source,
        volume=layout.provenance.volume or 0,
        path=suffix,
        origin=Origin.FILE if node.name_allocated else Origin.DELETED,
        kind=kind,
        inode=address,
        allocated=node.name_allocated,
        size=_size(inode, stream),
        runs=None if placed is None else stored(placed),
        modified=times.modified,
        accessed=times.accessed,
        changed=times.changed,
        created=times.created,
        clock=layout.clock(inode),
        state=state,
        reason=reason,
    )
    return Draft(entry, detail)


def _is_data_of_directory(node: Node, stream: Stream | None) -> bool:
    return stream is not None and stream.type == _NTFS_DATA and node.kind is Kind.DIRECTORY


def _size(inode: Inode | None, stream: Stream | None) -> int | None:
    if stream is not None:
        return stream.size
    return inode.size if inode else None


Verdict = tuple[State, Reason | None, str]


def _verdict(
    node: Node,
    layout: Layout,
    kind: Kind,
    stream: Stream | None,
    placed: tuple[Extent, ...] | None,
) -> Verdict:
    """What enumeration alone settles of an entry."""
    if node.reallocated:
        return State.SKIPPED, Reason.REALLOCATED, "its inode now belongs to another file"
    if node.encrypted:
        return State.FAILED, Reason.ENCRYPTED, _fscrypt(kind)
    if node.inode is None:
        return _without_inode(node)
    if kind is not Kind.FILE:
        return State.DONE, None, ""
    return _content_verdict(node, node.inode, layout, stream, placed)


def _content_verdict(
    node: Node,
    inode: Inode,
    layout: Layout,
    stream: Stream | None,
    placed: tuple[Extent, ...] | None,
) -> Verdict:
    if node.streams is None or _size(inode, stream) is None:
        return State.FAILED, Reason.DAMAGED, "its metadata does not say where its content is"
    if stream and stream.flags & ENCRYPTED:
        return State.FAILED, Reason.ENCRYPTED, "encrypted by Windows (EFS)"
    if not node.name_allocated and _is_gone(inode, layout, stream, placed):
        return State.FAILED, Reason.CONTENT_GONE, "deleted; its metadata leads to no content"
    return State.PENDING, None, ""


def _fscrypt(kind: Kind) -> str:
    if kind is Kind.DIRECTORY:
        return "encrypted directory (fscrypt): the names in it are ciphertext"
    return "encrypted (fscrypt): its content is ciphertext"


def _without_inode(node: Node) -> Verdict:
    if node.name_allocated:
        return State.FAILED, Reason.DAMAGED, "its metadata cannot be read"
    return State.FAILED, Reason.CONTENT_GONE, "deleted; only its name is left"


def _is_gone(
    inode: Inode, layout: Layout, stream: Stream | None, placed: tuple[Extent, ...] | None
) -> bool:
    """Whether nothing is left: ext deletes size and runs, others keep the size."""
    size = _size(inode, stream)
    if not size:
        return layout.is_ext
    if stream is None:
        return True
    return placed is not None and not stored(placed)
