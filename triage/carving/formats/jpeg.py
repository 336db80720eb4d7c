"""JPEG: markers from SOI to EOI (ISO/IEC 10918-1, annex B), thumbnails skipped with their segments.

What follows EOI (the further pictures of the Multi-Picture Format, a motion photo's video) is not
counted: each of those is a file of its own.
"""

import re

from triage.carving.format import MIB, Format, Mark, Measured, without_zeros
from triage.content import Content

_SOI, _EOI, _SOS = 0xD8, 0xD9, 0xDA
_FRAMES = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEGMENTS = frozenset({*_FRAMES, 0xC4, 0xCC, _SOS, 0xDB, 0xDC, 0xDD, *range(0xE0, 0xF0), 0xFE})
_PRECISIONS = (2, 8, 12, 16)
_CHUNK = 1 << 18
_MARKER = re.compile(rb"\xff[^\x00\xd0-\xd7\xff]", re.DOTALL)
"""In coded data: neither a stuffed byte, nor a restart, nor a fill byte."""


def measure(content: Content) -> Measured | None:
    """From SOI to EOI; a fragment once the frame header was met."""
    position, frame, scan = 2, False, False
    while (found := _segment(content, position)) is not None:
        code, end = found
        if code == _EOI:
            return Measured(end, True, "jpg") if scan else None
        if code in _FRAMES:
            if frame or not _is_frame(content, position, end):
                break
            frame = True
        if code == _SOS:
            if not frame:
                return None
            scan = True
            end = _coded(content, end)
        position = end
    if not frame:
        return None
    return Measured(without_zeros(content, position), False, "jpg")


def _segment(content: Content, position: int) -> tuple[int, int] | None:
    """The marker at ``position`` and where its segment ends; null where there is none."""
    head = content.read(position, 4)
    if len(head) < 2 or head[0] != 0xFF:
        return None
    if head[1] == _EOI:
        return _EOI, position + 2
    if head[1] == 0xFF:
        return _after_fill(content, position)
    length = int.from_bytes(head[2:4], "big")
    end = position + 2 + length
    if head[1] not in _SEGMENTS or length < 2 or end > content.size:
        return None
    return head[1], end


def _after_fill(content: Content, position: int) -> tuple[int, int] | None:
    """The marker after fill bytes, as many as one read shows."""
    data = content.read(position, 512)
    skipped = len(data) - len(data.lstrip(b"\xff")) - 1
    return _segment(content, position + skipped) if 0 < skipped < len(data) - 1 else None


def _is_frame(content: Content, position: int, end: int) -> bool:
    """Whether a frame header (B.2.2) holds together; no lines are allowed, DNL may give them."""
    body = content.read(position, 12).lstrip(b"\xff")[3:]
    if len(body) < 6:
        return False
    width, components = int.from_bytes(body[3:5], "big"), body[5]
    return (
        body[0] in _PRECISIONS
        and width > 0
        and 0 < components <= 4
        and end - position >= 10 + 3 * components
    )


def _coded(content: Content, position: int) -> int:
    """Where the next marker after entropy-coded data is, or the end of the content."""
    while True:
        data = content.read(position, _CHUNK)
        found = _MARKER.search(data)
        if found:
            return position + found.start()
        if len(data) < _CHUNK:
            return position + len(data)
        position += len(data) - data.endswith(b"\xff")


FORMAT = Format("jpeg", (Mark(b"\xff\xd8\xff"),), ("jpg",), 256 * MIB, measure)
