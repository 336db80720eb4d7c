"""HEIC, AVIF and other pictures in boxes (ISO/IEC 23008-12): their metadata and their data."""

from triage.carving.boxes import brand, walk
from triage.carving.format import GIB, Format, Mark, Measured
from triage.content import Content

EXTENSIONS: dict[bytes, str] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), "heic"),
    **dict.fromkeys((b"hevc", b"hevx", b"hevm", b"hevs", b"mif1", b"msf1"), "heif"),
    b"avif": "avif",
    b"avis": "avif",
    b"crx ": "cr3",
}
"""The extension by the major brand."""


def measure(content: Content) -> Measured | None:
    """All boxes; a fragment where metadata or data are missing or run out."""
    extension = EXTENSIONS.get(brand(content) or b"")
    if extension is None:
        return None
    boxes = walk(content)
    complete = not boxes.cut and b"mdat" in boxes.kinds and bool(boxes.kinds & {b"meta", b"moov"})
    if not boxes.kinds and not boxes.cut:
        return None
    return Measured(boxes.end, complete, extension)


FORMAT = Format("heic", (Mark(b"ftyp", 4),), tuple(sorted(set(EXTENSIONS.values()))), GIB, measure)
