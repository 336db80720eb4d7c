"""WebP: RIFF's size and the chunks within it (RFC 9649, section 2)."""

from triage.carving.format import MIB, Format, Mark, Measured, without_zeros
from triage.content import Content

_FIRST = (b"VP8 ", b"VP8L", b"VP8X")
_CHUNKS = frozenset(
    {*_FIRST, b"ALPH", b"ANIM", b"ANMF", b"ICCP", b"EXIF", b"XMP "},
)

_LEAST = 21
"""Bytes of a RIFF header, and of a chunk with anything in it."""

_TAIL = 32


def measure(content: Content) -> Measured | None:
    """As long as RIFF says, where its chunks fill that; else a fragment of those that are whole."""
    head = content.read(0, 30)
    if len(head) < 30 or head[:4] != b"RIFF" or head[8:12] != b"WEBP" or not _begins(head):
        return None
    stop = 8 + int.from_bytes(head[4:8], "little")
    if stop < _LEAST:
        return None
    position = 12
    while position < stop:
        chunk = content.read(position, 8)
        if chunk[:4] not in _CHUNKS:
            break
        length = int.from_bytes(chunk[4:], "little")
        end = position + 8 + length + length % 2
        if end > min(stop, content.size):
            position = without_zeros(content, min(stop, content.size))
            break
        position = end
    else:
        # coded data hardly ends in zeros: storage that was erased does
        tail = min(_TAIL, position)
        if content.read(position - tail, tail).strip(b"\0"):
            return Measured(position, True, "webp")
        position = without_zeros(content, position)
    return Measured(position, False, "webp")


def _begins(head: bytes) -> bool:
    """Whether the first chunk begins as its kind does: a key frame, a VP8L signature, a header."""
    body = head[20:]
    match head[12:16]:
        case b"VP8 ":
            return body[3:6] == b"\x9d\x01\x2a"
        case b"VP8L":
            return body[0] == 0x2F
        case b"VP8X":
            return head[16:20] == b"\x0a\0\0\0"
    return False


FORMAT = Format("webp", (Mark(b"WEBP", 8),), ("webp",), 256 * MIB, measure)
