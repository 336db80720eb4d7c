"""The headers of a zip, parsed (PKWARE APPNOTE 4.3.7, 4.3.12, 4.5.3)."""

import stat
from struct import Struct as Layout
from struct import unpack_from

from msgspec import Struct

from triage.archives.zip_times import extra_fields
from triage.records import Kind

CENTRAL = Layout("<4s6H3I5H2I")
LOCAL = Layout("<4s5H3I2H")
CENTRAL_SIGNATURE = b"PK\x01\x02"
LOCAL_SIGNATURE = b"PK\x03\x04"
ZIP64 = 0x0001
SATURATED = 0xFFFFFFFF

ENCRYPTED_FLAG = 1 << 0
DESCRIPTOR_FLAG = 1 << 3
MASKED_FLAG = 1 << 13
AES_METHOD = 99
DIRECTORY_ATTRIBUTE = 0x10
UNIX_HOSTS = frozenset({3, 19})
LONGEST_LINK = 4096
EMPTY_STREAM = 32
"""Nothing, compressed or encrypted, takes up to this many bytes."""

KINDS = {
    stat.S_IFDIR: Kind.DIRECTORY,
    stat.S_IFLNK: Kind.SYMLINK,
    stat.S_IFIFO: Kind.FIFO,
    stat.S_IFSOCK: Kind.SOCKET,
    stat.S_IFCHR: Kind.DEVICE,
    stat.S_IFBLK: Kind.DEVICE,
}


class Header(Struct, frozen=True):
    """What a header says. ``packed`` and ``size`` are bytes stored and bytes unpacked.

    ``offset`` is that of the local header, as the directory gives it; ``attributes`` are the
    external ones. Both are 0, and so is ``host``, in a local header, which has neither.
    """

    flags: int
    method: int
    time: int
    date: int
    crc: int
    packed: int
    size: int
    name: bytes
    extra: bytes
    host: int = 0
    attributes: int = 0
    offset: int = 0

    @property
    def encrypted(self) -> bool:
        """Whether a password is needed (or the header itself is masked)."""
        return bool(self.flags & (ENCRYPTED_FLAG | MASKED_FLAG)) or self.method == AES_METHOD

    @property
    def kind(self) -> Kind:
        """What sort of thing it is by its name and attributes.

        A "directory", "device" or over-long "link" that has content of its own is a FILE, lest a
        letter in a header hide it.
        """
        kind = self._claimed_kind()
        allowed = LONGEST_LINK if kind is Kind.SYMLINK else 0
        empty = self.size <= allowed and self.packed <= allowed + EMPTY_STREAM
        return kind if empty else Kind.FILE

    def _claimed_kind(self) -> Kind:
        if self.name.endswith(b"/"):
            return Kind.DIRECTORY
        if self.host in UNIX_HOSTS and self.attributes >> 16:
            return KINDS.get(stat.S_IFMT(self.attributes >> 16), Kind.FILE)
        return Kind.DIRECTORY if self.attributes & DIRECTORY_ATTRIBUTE else Kind.FILE


def central_length(head: bytes) -> int | None:
    """The whole length of the directory's record that starts with ``head``; null if none does."""
    if len(head) < CENTRAL.size or not head.startswith(CENTRAL_SIGNATURE):
        return None
    name, extra, comment = unpack_from("<3H", head, 28)
    return CENTRAL.size + int(name) + int(extra) + int(comment)


def parse_central(record: bytes) -> Header:
    """A whole record of the central directory (``central_length`` bytes)."""
    (
        _,
        made,
        _,
        flags,
        method,
        time,
        date,
        crc,
        packed,
        size,
        name,
        extra,
        _,
        _,
        _,
        attributes,
        at,
    ) = CENTRAL.unpack_from(record)
    extra_block = record[CENTRAL.size + name :][:extra]
    size, packed, at = widened((size, packed, at), extra_block)
    return Header(
        flags=flags,
        method=method,
        time=time,
        date=date,
        crc=crc,
        packed=packed,
        size=size,
        name=record[CENTRAL.size :][:name],
        extra=extra_block,
        host=made >> 8,
        attributes=attributes,
        offset=at,
    )


def local_length(head: bytes) -> int | None:
    """The whole length of the local header that starts with ``head``; null if none does."""
    if len(head) < LOCAL.size or not head.startswith(LOCAL_SIGNATURE):
        return None
    name, extra = unpack_from("<2H", head, 26)
    return LOCAL.size + int(name) + int(extra)


def parse_local(record: bytes) -> Header:
    """A whole local header (``local_length`` bytes)."""
    _, _, flags, method, time, date, crc, packed, size, name, extra = LOCAL.unpack_from(record)
    extra_block = record[LOCAL.size + name :][:extra]
    size, packed, _ = widened((size, packed, 0), extra_block)
    return Header(
        flags=flags,
        method=method,
        time=time,
        date=date,
        crc=crc,
        packed=packed,
        size=size,
        name=record[LOCAL.size :][:name],
        extra=extra_block,
    )


def widened(numbers: tuple[int, int, int], extra: bytes) -> tuple[int, int, int]:
    """Size, packed size and offset, those that are saturated taken from the ZIP64 extra field."""
    if SATURATED not in numbers:
        return numbers
    body = next((body for tag, body in extra_fields(extra) if tag == ZIP64), b"")
    wide = iter(unpack_from(f"<{len(body) // 8}Q", body))
    size, packed, offset = (
        next(wide, number) if number == SATURATED else number for number in numbers
    )
    return size, packed, offset
