"""Where a zip's central directory lies, and its records one by one (APPNOTE 4.3.14 to 4.3.16)."""

from collections.abc import Iterator
from struct import unpack_from

from msgspec import Struct

from triage.archives.zip_headers import CENTRAL, CENTRAL_SIGNATURE, central_length
from triage.content import Content, Unexamined, Window, chunks
from triage.reasons import Reason

END_SIGNATURE = b"PK\x05\x06"
END_BYTES = 22
LOCATOR_SIGNATURE = b"PK\x06\x07"
LOCATOR_BYTES = 20
WIDE_SIGNATURE = b"PK\x06\x06"
WIDE_BYTES = 56
LONGEST_COMMENT = 0xFFFF

HELD_BYTES = 32 << 20
"""A directory up to this size is held in memory, so that a compressed outer archive is not read
back and forth between directory and members."""

BLOCK_BYTES = 64 << 10


class Extents(Struct, frozen=True):
    """Where the directory lies, in bytes within the content.

    ``shift`` is what must be added to its offsets (something stands before the zip), ``count`` the
    number of records declared, modulo 65,536 where not ``wide``.
    """

    start: int
    length: int
    shift: int
    count: int
    wide: bool


def locate(content: Content) -> Extents:
    """Find the central directory; raises ``Unexamined`` where there is none or it is elsewhere."""
    base = max(0, content.size - END_BYTES - LONGEST_COMMENT)
    tail = content.read(base, content.size - base)
    place = tail.rfind(END_SIGNATURE)
    while place >= 0:
        if _fits(tail, place):
            return _directory(content, base + place, tail[place:])
        place = tail.rfind(END_SIGNATURE, 0, place)
    raise Unexamined(Reason.DAMAGED, "the zip's central directory is missing")


def _fits(tail: bytes, place: int) -> bool:
    """Whether the end record is whole, comment included."""
    if place + END_BYTES > len(tail):
        return False
    comment: int = unpack_from("<H", tail, place + 20)[0]
    return place + END_BYTES + comment <= len(tail)


def _directory(content: Content, end: int, record: bytes) -> Extents:
    """The directory that the end record at byte ``end`` speaks of."""
    disk, first, _, count, length, offset = unpack_from("<4H2I", record, 4)
    wide = _wide(content, end)
    if wide is not None:
        end, disk, first, count, length, offset = wide
    if disk or first:
        raise Unexamined(Reason.UNSUPPORTED_FORMAT, "the zip is split across several files")
    for start, shift in ((end - length, end - length - offset), (offset, 0)):
        head = content.read(start, 4) if 0 <= start <= end else b""
        if (length and head == CENTRAL_SIGNATURE) or count == start == end == 0:
            return Extents(start, min(length, end - start), shift, count, wide is not None)
    raise Unexamined(Reason.DAMAGED, "the zip's central directory is not where its end says")


def _wide(content: Content, end: int) -> tuple[int, ...] | None:
    """The ZIP64 end record: its place, disks, count, directory length and offset."""
    locator = content.read(max(0, end - LOCATOR_BYTES), LOCATOR_BYTES)
    if end < LOCATOR_BYTES + WIDE_BYTES or not locator.startswith(LOCATOR_SIGNATURE):
        return None
    claimed: int = unpack_from("<Q", locator, 8)[0]
    for place in (end - LOCATOR_BYTES - WIDE_BYTES, claimed):
        record = content.read(place, WIDE_BYTES) if place < end - LOCATOR_BYTES else b""
        if len(record) == WIDE_BYTES and record.startswith(WIDE_SIGNATURE):
            disk, first, _, count, length, offset = unpack_from("<2I4Q", record, 16)
            return place, disk, first, count, length, offset
    raise Unexamined(Reason.DAMAGED, "the zip's ZIP64 end record is missing")


class Directory:
    """The records of a central directory, at any place, read a block at a time or held whole."""

    def __init__(self, content: Content, extents: Extents) -> None:
        self.start = extents.start
        self._content = Window(content, extents.start, extents.length)
        self._base = 0
        self._block = b""
        if extents.length <= HELD_BYTES:
            self._block = self._content.read(0, extents.length)

    def record(self, place: int) -> bytes | None:
        """The whole record at ``place`` bytes into the directory; null where there is none."""
        length = central_length(self._bytes(place, CENTRAL.size))
        if length is None:
            return None
        record = self._bytes(place, length)
        return record if len(record) == length else None

    def blocks(self) -> Iterator[bytes]:
        """All of it in order."""
        if len(self._block) == self._content.size:
            yield self._block
        else:
            yield from chunks(self._content)

    def _bytes(self, place: int, length: int) -> bytes:
        end = min(place + length, self._content.size)
        if place < self._base or end > self._base + len(self._block):
            self._base = place
            self._block = self._content.read(place, max(BLOCK_BYTES, length))
        return self._block[place - self._base : place - self._base + length]
