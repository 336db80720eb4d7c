"""GIF: blocks from the header to the trailer (GIF89a specification, CompuServe 1990)."""

from triage.carving.format import MIB, Format, Mark, Measured
from triage.content import Content

_TRAILER, _EXTENSION, _IMAGE = 0x3B, 0x21, 0x2C
_LABELS = frozenset({0x01, 0xF9, 0xFE, 0xFF})
_CHUNK = 1 << 16


def measure(content: Content) -> Measured | None:
    """From the header to the trailer; a fragment once an image's data began."""
    head = content.read(0, 13)
    if len(head) < 13 or head[:6] not in (b"GIF87a", b"GIF89a"):
        return None
    if not (int.from_bytes(head[6:8], "little") and int.from_bytes(head[8:10], "little")):
        return None
    position, images = 13 + _table(head[10]), 0
    while True:
        block = content.read(position, 11)
        if block[:1] == bytes([_TRAILER]):
            return Measured(position + 1, True, "gif") if images else None
        data = _data_of(block, position)
        if data is None:
            break
        images += block[0] == _IMAGE
        position, whole = _sub_blocks(content, data)
        if not whole:
            break
    return Measured(position, False, "gif") if images and position <= content.size else None


def _table(flags: int) -> int:
    """Bytes of the colour table that the flags speak of."""
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _data_of(block: bytes, position: int) -> int | None:
    """Where the sub-blocks of a block at ``position`` begin; null where it is none."""
    if block[:1] == bytes([_EXTENSION]) and len(block) > 1 and block[1] in _LABELS:
        return position + 2
    if (
        len(block) < 11
        or block[0] != _IMAGE
        or not (block[5] | block[6])
        or not (block[7] | block[8])
    ):
        return None
    return position + 10 + _table(block[9]) + 1


def _sub_blocks(content: Content, position: int) -> tuple[int, bool]:
    """Where a chain of sub-blocks ends, and whether it ended by its terminator."""
    while True:
        data = content.read(position, _CHUNK)
        at = 0
        while at < len(data) and data[at]:
            at += data[at] + 1
        if at < len(data):
            return position + at + 1, True
        if position + at >= content.size or not data:
            return min(position + at, content.size), False
        position += at


FORMAT = Format("gif", (Mark(b"GIF8"),), ("gif",), 256 * MIB, measure)
