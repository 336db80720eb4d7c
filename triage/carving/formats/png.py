"""PNG: chunks with their CRCs from IHDR to IEND (ISO/IEC 15948, sections 5 and 11)."""

from zlib import crc32

from triage.carving.format import MIB, Format, Mark, Measured, without_zeros
from triage.content import Content

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_LONGEST = (1 << 31) - 1
_STEP = 1 << 20


def measure(content: Content) -> Measured | None:
    """From the signature to IEND; a fragment ends with the last chunk that is whole."""
    if content.read(0, 8) != _SIGNATURE or content.read(12, 4) != b"IHDR":
        return None
    position = 8
    while True:
        head = content.read(position, 8)
        length, kind = int.from_bytes(head[:4], "big"), head[4:]
        end = position + 12 + length
        if len(head) < 8 or not kind.isalpha() or length > _LONGEST:
            break
        if end > content.size:
            position = without_zeros(content, content.size)
            break
        if not _is_sound(content, position + 4, length + 4):
            break
        position = end
        if kind == b"IEND":
            return Measured(position, True, "png")
    return Measured(position, False, "png") if position >= 33 else None


def _is_sound(content: Content, position: int, length: int) -> bool:
    """Whether the CRC of a chunk's type and data is the one that follows them."""
    crc, end = 0, position + length
    while position < end:
        data = content.read(position, min(_STEP, end - position))
        if not data:
            return False
        crc = crc32(data, crc)
        position += len(data)
    return content.read(end, 4) == crc.to_bytes(4, "big")


FORMAT = Format("png", (Mark(_SIGNATURE),), ("png",), 256 * MIB, measure)
