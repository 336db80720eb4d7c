"""MP4, QuickTime, 3GP and their kin (ISO/IEC 14496-12): the boxes with description and data."""

from triage.carving.boxes import brand, walk
from triage.carving.format import GIB, Format, Mark, Measured
from triage.carving.formats.heic import EXTENSIONS
from triage.content import Content

_BY_BRAND = ((b"qt", "mov"), (b"M4A", "m4a"), (b"M4B", "m4a"), (b"3g", "3gp"))


def measure(content: Content) -> Measured | None:
    """All boxes; a fragment where description or data are missing or run out."""
    major = brand(content)
    if major is None or major in EXTENSIONS:
        return None
    extension = next((name for mark, name in _BY_BRAND if major.startswith(mark)), "mp4")
    boxes = walk(content)
    complete = not boxes.cut and b"moov" in boxes.kinds and bool(boxes.kinds & {b"mdat", b"moof"})
    if not boxes.kinds and not boxes.cut:
        return None
    return Measured(boxes.end, complete, extension)


FORMAT = Format("mp4", (Mark(b"ftyp", 4),), ("3gp", "m4a", "mov", "mp4"), 64 * GIB, measure)
