"""The boxes that an ISO base media file consists of (ISO/IEC 14496-12, section 4.2)."""

from typing import NamedTuple

from triage.carving.format import without_zeros
from triage.content import Content

_TOP = frozenset(
    {
        *(b"moov", b"mdat", b"free", b"skip", b"wide", b"uuid", b"meta", b"moof", b"mfra"),
        *(b"sidx", b"ssix", b"styp", b"prft", b"pdin", b"emsg", b"udta", b"pnot", b"PICT"),
        *(b"imda", b"bloc", b"idat"),
    }
)
"""What stands beside ``ftyp``, also in QuickTime files; anything else is no part of the file."""

LARGEST_BRANDS = 4096
_MOST_BOXES = 1 << 20


class Boxes(NamedTuple):
    """The boxes at the top level. ``cut`` says that the last one runs beyond the content."""

    kinds: frozenset[bytes]
    end: int
    cut: bool


def brand(content: Content) -> bytes | None:
    """The major brand in the ``ftyp`` box that the content begins with, or null."""
    head = content.read(0, 12)
    length = int.from_bytes(head[:4], "big")
    if head[4:8] != b"ftyp" or not 16 <= length <= LARGEST_BRANDS or length % 4:
        return None
    brands = content.read(8, length - 8)
    named = brands[:4] + brands[8:]
    return head[8:12] if named.replace(b"\0", b" ").isascii() and named[:1].isalnum() else None


def walk(content: Content) -> Boxes:
    """The boxes from the beginning to what is no box, or a second ``ftyp``."""
    position = int.from_bytes(content.read(0, 4), "big")
    kinds: set[bytes] = set()
    for _ in range(_MOST_BOXES):
        head = content.read(position, 16)
        kind, length = head[4:8], int.from_bytes(head[:4], "big")
        least = 16 if length == 1 else 8
        if length == 1:
            length = int.from_bytes(head[8:16], "big")
        if kind not in _TOP or length < least:
            break
        if position + length > content.size:
            return Boxes(frozenset(kinds), without_zeros(content, content.size), True)
        kinds.add(kind)
        position += length
    return Boxes(frozenset(kinds), position, False)
