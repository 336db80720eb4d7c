"""File systems the Sleuth Kit reads: walking them and reading their files."""

from collections.abc import Callable, Iterator

import pytsk3

from triage.content import Buffer, Content, Unexamined, Window
from triage.reasons import Reason
from triage.records import Entry, Gap, Volume
from triage.sources.layout import LaidOut
from triage.sources.provenance import Provenance
from triage.sources.tsk_entries import Layout, default_stream
from triage.sources.tsk_image import TSK_ERRORS
from triage.sources.tsk_node import Stream, inode_of
from triage.sources.tsk_reader import TskReader
from triage.sources.tsk_walk import TskWalk

_HFS_WRAPPER = b"BD"


class TskFileSystem:
    """A volume opened through the Sleuth Kit; see ``triage.content.FileSystem``."""

    def __init__(self, medium: Content, volume: Volume, number: int) -> None:
        self._medium = medium
        self._volume = volume
        base = volume.offset or 0
        window = Window(medium, base, medium.size - base)
        self._reader = TskReader(window, volume.kind)
        file_system = self._reader.file_system
        self._layout = Layout(
            provenance=Provenance(volume.source, volume.offset, number),
            kind=volume.kind,
            block_size=int(file_system.info.block_size),
            base=base,
            end=medium.size,
            addressed=_is_addressed(file_system, window, volume.kind),
        )

    @property
    def volume(self) -> Volume:
        """What is being walked."""
        return self._volume

    def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """Live entries, then deleted ones, then orphans; an address is a directory's inode."""
        return TskWalk(self._reader, self._layout).entries(skip, place)

    def content(self, entry: Entry) -> Content:
        """The content of a FILE entry, by its inode; raises ``Unexamined`` where it is lost."""
        address, wanted = _parse(entry.inode)
        file = self._reader.file(address)
        streams = self._reader.streams(file, address, inode_of(file))
        if streams is None:
            raise Unexamined(Reason.DAMAGED, "its metadata does not say where its content is")
        stream = _choose(streams, wanted)
        if stream is None and not streams:
            return self._empty_or_hole(file)
        if stream is None:
            return Buffer(b"")
        if stream.size is None:
            raise Unexamined(Reason.DAMAGED, "its size is impossible")
        placed = self._layout.extents(stream)
        if placed is None or (self._layout.kind == "ntfs" and stream.runs):
            return TskStream(file, stream, self._layout.block_size)
        return LaidOut(self._medium, stream.size, placed)

    def _empty_or_hole(self, file: pytsk3.File) -> Content:
        """What ext keeps no attribute at all for: an empty file, or one that is a single hole."""
        inode = inode_of(file)
        size = (inode.size if inode else None) or 0
        if not size or not self._layout.is_ext:
            return Buffer(b"")
        whole = self._layout.extents(Stream(1, 0, None, size, 0, ()))
        return LaidOut(self._medium, size, whole or ())


def _is_addressed(file_system: pytsk3.FS_Info, window: Content, kind: str) -> bool:
    """Whether block addresses are plain offsets from the volume's start."""
    if int(file_system.info.block_pre_size) or int(file_system.info.block_post_size):
        return False
    return kind != "hfs" or window.read(1024, 2) != _HFS_WRAPPER


def _parse(inode: str | None) -> tuple[int, tuple[int, int] | None]:
    """``12`` or ``64-128-3`` as (inode, (type, id))."""
    numbers = [int(part) for part in (inode or "").split("-")]
    if len(numbers) == 3:
        return numbers[0], (numbers[1], numbers[2])
    return numbers[0], None


def _choose(streams: tuple[Stream, ...], wanted: tuple[int, int] | None) -> Stream | None:
    if wanted is None:
        return default_stream(streams)
    return next((stream for stream in streams if (stream.type, stream.id) == wanted), None)


class TskStream:
    """A stream the Sleuth Kit has to read: resident, compressed, or NTFS.

    NTFS keeps a length up to which a file was ever written; what lies beyond reads as zeros, and
    only the Sleuth Kit knows where that is.
    """

    def __init__(self, file: pytsk3.File, stream: Stream, block_size: int) -> None:
        self._file = file
        self._stream = stream
        self.size = stream.size or 0
        self.allocated_bytes = self._allocated(block_size)

    def _allocated(self, block_size: int) -> int:
        if self._stream.runs is None:
            return self.size
        blocks = sum(run.length for run in self._stream.runs if not run.sparse)
        return min(self.size, blocks * block_size)

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where they cannot be read."""
        length = max(0, min(length, self.size - offset))
        if not length:
            return b""
        try:
            data: bytes = self._file.read_random(offset, length, self._stream.type, self._stream.id)
        except TSK_ERRORS as error:
            detail = f"its content cannot be read at byte {offset}"
            raise Unexamined(Reason.UNREADABLE, detail) from error
        if not data:
            raise Unexamined(Reason.UNREADABLE, f"its content ends at byte {offset}")
        return data
