"""APFS volumes, read through libfsapfs."""

from collections.abc import Callable, Iterator

import pyfsapfs

from triage.content import Buffer, Content, ContentFile, Unexamined, Window
from triage.reasons import Reason
from triage.records import Entry, Gap, Volume
from triage.sources.apfs_walk import APFS_ERRORS, ApfsWalk
from triage.sources.partitions import Region
from triage.sources.provenance import Provenance

BLOCK_SIZE_OFFSET = 36
"""Of ``nx_block_size`` in the container superblock (Apple File System Reference, 2020)."""


def apfs_volumes(origin: Provenance, window: Content, region: Region) -> Iterator[Volume | Gap]:
    """The volumes of the container in ``window``; a gap for each that is encrypted or damaged."""
    container = _open(window)
    block_size = int.from_bytes(window.read(BLOCK_SIZE_OFFSET, 4), "little")
    detail = "unallocated space of this APFS container: nothing carved"
    unallocated = Reason.UNALLOCATED_NOT_EXAMINED
    yield origin.region_gap(unallocated, region.offset, region.length, detail, stage="carving")
    for number in range(_count(container)):
        volume = Volume(
            source=origin.source,
            ordinal=number,
            kind="apfs",
            offset=region.offset,
            length=region.length,
            block_size=block_size,
        )
        try:
            _volume(container, number)
        except Unexamined as trouble:
            detail = f"APFS volume {number}: {trouble.detail}"
            yield origin.region_gap(trouble.reason, region.offset, region.length, detail)
        else:
            yield volume


def _open(window: Content) -> pyfsapfs.container:
    container = pyfsapfs.container()
    try:
        container.open_file_object(ContentFile(window))
    except APFS_ERRORS as error:
        raise Unexamined(Reason.DAMAGED, "the APFS container cannot be opened") from error
    return container


def _count(container: pyfsapfs.container) -> int:
    try:
        return int(container.get_number_of_volumes())
    except APFS_ERRORS as error:
        raise Unexamined(Reason.DAMAGED, "the APFS container lists no volumes") from error


def _volume(container: pyfsapfs.container, number: int) -> pyfsapfs.volume:
    try:
        volume = container.get_volume(number)
        locked = bool(volume.is_locked())
    except APFS_ERRORS as error:
        raise Unexamined(Reason.DAMAGED, "it cannot be opened") from error
    if locked:
        raise Unexamined(Reason.ENCRYPTED, "it is encrypted")
    return volume


class ApfsFileSystem:
    """A volume opened through libfsapfs; see ``triage.content.FileSystem``."""

    def __init__(self, medium: Content, volume: Volume, number: int) -> None:
        self._record = volume
        window = Window(medium, volume.offset or 0, volume.length or 0)
        self._container = _open(window)
        self._volume = _volume(self._container, volume.ordinal)
        self._provenance = Provenance(volume.source, volume.offset, number)

    @property
    def volume(self) -> Volume:
        """What is being walked."""
        return self._record

    def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """Every live entry; libfsapfs shows no deleted ones."""
        walk = ApfsWalk(self._volume, self._provenance, self._record.ordinal)
        return walk.entries(skip, place)

    def content(self, entry: Entry) -> Content:
        """The content of a FILE entry, by its identifier; raises ``Unexamined``."""
        identifier = int((entry.inode or "").rpartition(":")[2])
        try:
            file = self._volume.get_file_entry_by_identifier(identifier)
            size = int(file.get_size())
        except APFS_ERRORS as error:
            raise Unexamined(Reason.DAMAGED, "its metadata cannot be read") from error
        return ApfsStream(file, size) if size else Buffer(b"")


class ApfsStream:
    """A file's content, read through libfsapfs."""

    def __init__(self, file: pyfsapfs.file_entry, size: int) -> None:
        self._file = file
        self.size = size
        self.allocated_bytes = _allocated(file, size)

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``; raises ``Unexamined`` where they cannot be read."""
        length = max(0, min(length, self.size - offset))
        if not length:
            return b""
        try:
            data: bytes = self._file.read_buffer_at_offset(length, offset)
        except APFS_ERRORS as error:
            detail = f"its content cannot be read at byte {offset}"
            raise Unexamined(Reason.UNREADABLE, detail) from error
        if not data:
            raise Unexamined(Reason.UNREADABLE, f"its content ends at byte {offset}")
        return data


def _allocated(file: pyfsapfs.file_entry, size: int) -> int:
    """Stored bytes; the whole size where the extents cannot be had (a compressed file)."""
    try:
        extents = [file.get_extent(number) for number in range(file.get_number_of_extents())]
    except APFS_ERRORS:
        return size
    return min(size, sum(int(extent[1]) for extent in extents if not extent[2] & 1))
