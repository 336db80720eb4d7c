"""Zip: local headers, then the central directory, then its end (PKWARE's APPNOTE 6.3.10)."""

import re
from struct import unpack_from
from typing import NamedTuple

from triage.carving.format import GIB, Format, Mark, Measured, without_zeros
from triage.content import Content

_LOCAL, _CENTRAL, _END = b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06"
_END64, _LOCATOR = b"PK\x06\x06", b"PK\x06\x07"
_NEXT = re.compile(rb"PK(?:\x07\x08|\x01\x02|\x03\x04)")
_METHODS = frozenset({*range(13), 14, 16, 18, 19, 20, *range(93, 100)})
_SIGNING = b"APK Sig Block 42"
_MOST_SIGNING = 16 << 20
_UNKNOWN = 0xFFFFFFFF
_CHUNK = 1 << 20


class _Local(NamedTuple):
    """A member's local header: where its data begins, its length where known, what is unknown."""

    data: int
    length: int
    streamed: bool


def measure(content: Content) -> Measured | None:
    """From the first local header to the end record; a fragment where they do not lead there."""
    position, members = 0, 0
    while (local := _local(content, position)) is not None:
        members += 1
        end = _descriptor(content, local) if local.streamed else local.data + local.length
        if end is None or end > content.size:
            length = without_zeros(content, content.size) if end else local.data
            return Measured(length, False, "zip")
        position = end
    if not members:
        return None
    directory = _after_signing(content, position)
    end, entries = _directory(content, directory)
    closing = _closing(content, end)
    if closing is None:
        return Measured(end if entries else position, False, "zip")
    length, start, counted = closing
    complete = start in (directory, _UNKNOWN) and counted in (entries & 0xFFFF, 0xFFFF)
    return Measured(min(length, content.size), complete and length <= content.size, "zip")


def _local(content: Content, position: int) -> _Local | None:
    """The local header at ``position`` (4.3.7), null where there is none that holds together."""
    head = content.read(position, 30)
    if len(head) < 30 or head[:4] != _LOCAL:
        return None
    version, flags, method = unpack_from("<3H", head, 4)
    length, _, name, extra = unpack_from("<IIHH", head, 18)
    if (version & 0xFF) > 63 or method not in _METHODS or not name:
        return None
    more = content.read(position + 30, name + extra)
    if len(more) < name + extra or b"\0" in more[:name]:
        return None
    if length == _UNKNOWN:
        length = _long_length(more[name:], length)
    return _Local(position + 30 + name + extra, length, bool(flags & 8) and not length)


def _long_length(extra: bytes, length: int) -> int:
    """The compressed length out of the zip64 extra field (4.5.3)."""
    at = 0
    while at + 4 <= len(extra):
        kind, size = unpack_from("<HH", extra, at)
        if kind == 1 and size >= 16 and at + 20 <= len(extra):
            return int(unpack_from("<Q", extra, at + 12)[0])
        at += 4 + size
    return length


def _descriptor(content: Content, local: _Local) -> int | None:
    """Where the data descriptor (4.3.9) behind streamed data ends: its length must be theirs."""
    position = local.data
    while True:
        data = content.read(position, _CHUNK)
        for found in _NEXT.finditer(data):
            end = _descriptor_at(content, local.data, position + found.start())
            if end is not None:
                return end
        if len(data) < _CHUNK:
            return None
        position += len(data) - 3


def _descriptor_at(content: Content, start: int, mark: int) -> int | None:
    """Where the descriptor at a signature, or just before one that needs none, ends."""
    after = content.read(mark, 24)
    if after[:4] == b"PK\x07\x08":
        for size, layout in ((16, "<I"), (24, "<Q")):
            if len(after) >= size and unpack_from(layout, after, 8)[0] == mark - start:
                return mark + size
        return None
    for size, layout in ((12, "<I"), (20, "<Q")):
        if mark - size >= start:
            before = content.read(mark - size, size)
            if len(before) == size and unpack_from(layout, before, 4)[0] == mark - size - start:
                return mark
    return None


def _after_signing(content: Content, position: int) -> int:
    """Where the central directory begins: behind an APK's signing block, if there is one."""
    head = content.read(position, 8)
    length = int.from_bytes(head, "little")
    if len(head) < 8 or head[:2] == b"PK" or not 24 <= length <= _MOST_SIGNING:
        return position
    end = position + 8 + length
    return end if content.read(end - 16, 16) == _SIGNING else position


def _directory(content: Content, position: int) -> tuple[int, int]:
    """Where the entries of a central directory (4.3.12) end, and how many there are."""
    entries = 0
    while True:
        head = content.read(position, 46)
        if len(head) < 46 or head[:4] != _CENTRAL:
            return position, entries
        end = position + 46 + sum(unpack_from("<3H", head, 28))
        if end > content.size:
            return position, entries
        position = end
        entries += 1


def _closing(content: Content, position: int) -> tuple[int, int, int] | None:
    """The end of the archive, where its directory starts and its entries, by its end record."""
    head = content.read(position, 22)
    if head[:4] == _END64 and len(head) >= 12:
        position += 12 + int.from_bytes(head[4:12], "little")
        if content.read(position, 4) != _LOCATOR:
            return None
        position += 20
        head = content.read(position, 22)
    if len(head) < 22 or head[:4] != _END:
        return None
    entries, _, start, comment = unpack_from("<HIIH", head, 10)
    return position + 22 + comment, start, entries


FORMAT = Format("zip", (Mark(_LOCAL),), ("zip",), 64 * GIB, measure)
