"""The signatures of the media a phone or a computer is full of, tried before libmagic.

Sources: the formats' own specifications, as gathered in Gary Kessler's file signature table and
the IANA media type registry; names follow IANA, then libmagic.
"""

from typing import Literal

from triage.inspectors.boxes import box_type
from triage.inspectors.frames import frame_type
from triage.inspectors.zips import zip_type

Order = Literal["little", "big"]

_STARTS: tuple[tuple[bytes, str], ...] = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"\x00\x00\x00\x0cjP  \r\n\x87\n", "image/jp2"),
    (b"\xff\x4f\xff\x51", "image/x-jp2-codestream"),
    (b"\x00\x00\x00\x0cJXL \r\n\x87\n", "image/jxl"),
    (b"\xff\x0a", "image/jxl"),
    (b"8BPS\x00", "image/vnd.adobe.photoshop"),
    (b"\x00\x00\x01\x00", "image/vnd.microsoft.icon"),
    (b"%PDF-", "application/pdf"),
    (b"SQLite format 3\x00", "application/vnd.sqlite3"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\x00", "application/x-xz"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/x-rar"),
    (b"\x1a\x45\xdf\xa3", "video/x-matroska"),
    (b"OggS\x00", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"#!AMR", "audio/amr"),
    (b"FLV\x01", "video/x-flv"),
    (b"\x00\x00\x01\xba", "video/mpeg"),
    (b"\x00\x00\x01\xb3", "video/mpeg"),
    (bytes.fromhex("3026b2758e66cf11a6d900aa0062ce6c"), "video/x-ms-asf"),
    (b"bplist0", "application/x-bplist"),
    (b"dex\n", "application/vnd.android.dex"),
    (b"\x03\x00\x08\x00", "application/vnd.android.axml"),
    (b"LfLe", "application/x-ms-evt"),
    (b"ElfFile\x00", "application/x-ms-evtx"),
    (b"regf", "application/x-ms-registry"),
)

_RIFF: dict[bytes, str] = {
    b"WEBP": "image/webp",
    b"AVI ": "video/x-msvideo",
    b"WAVE": "audio/x-wav",
}

_ELF_KINDS = {
    1: "application/x-object",
    2: "application/x-executable",
    3: "application/x-sharedlib",
    4: "application/x-coredump",
}
_DNG_VERSION_TAG = 0xC612
_BITMAP_HEADERS = frozenset((12, 16, 40, 52, 56, 64, 108, 124))


_BY_FIRST: dict[bytes, list[tuple[bytes, str]]] = {}
for _start, _mime in _STARTS:
    _BY_FIRST.setdefault(_start[:1], []).append((_start, _mime))


def signature_type(head: bytes) -> str | None:
    """The MIME type by signature, or null where the table does not know it."""
    for start, mime in _BY_FIRST.get(head[:1], ()):
        if head.startswith(start):
            return _refined(mime, head)
    if head.startswith(b"RIFF"):
        return _RIFF.get(head[8:12])
    if head.startswith((b"II", b"MM")):
        return _tiff_type(head)
    return _other(head)


def _other(head: bytes) -> str | None:
    if head.startswith(b"BM") and int.from_bytes(head[14:18], "little") in _BITMAP_HEADERS:
        return "image/bmp"
    if head.startswith(b"\x7fELF"):
        order: Order = "big" if head[5:6] == b"\x02" else "little"
        return _ELF_KINDS.get(int.from_bytes(head[16:18], order))
    if head[257:262] == b"ustar":
        return "application/x-tar"
    return box_type(head) or zip_type(head) or frame_type(head)


def _refined(mime: str, head: bytes) -> str | None:
    if mime == "video/x-matroska" and b"webm" in head[:64]:
        return "video/webm"
    if mime == "audio/ogg" and b"theora" in head[:64]:
        return "video/ogg"
    if mime == "application/x-bzip2" and head[4:10] != b"1AY&SY":
        return None
    if mime == "image/vnd.microsoft.icon" and head[4:6] in {b"", b"\x00\x00"}:
        return None
    if mime == "image/jxl" and head.startswith(b"\xff\x0a") and len(head) < 12:
        return None
    return mime


def _tiff_type(head: bytes) -> str | None:
    order: Order = "little" if head.startswith(b"II") else "big"
    version = int.from_bytes(head[2:4], order)
    if version == 43:
        return "image/tiff"
    if version != 42:
        return {0x55: "image/x-panasonic-rw2", 0x4F52: "image/x-olympus-orf"}.get(version)
    if head[8:10] == b"CR":
        return "image/x-canon-cr2"
    if _DNG_VERSION_TAG in _tags(head, order):
        return "image/x-adobe-dng"
    if b"NIKON" in head[:1024] and 0x014A in _tags(head, order):
        return "image/x-nikon-nef"
    return "image/tiff"


def _tags(head: bytes, order: Order) -> set[int]:
    """Tags of the first image file directory, as far as it lies within the head (TIFF 6.0)."""
    at = int.from_bytes(head[4:8], order)
    count = int.from_bytes(head[at : at + 2], order)
    ends = min(at + 2 + 12 * count, len(head))
    return {int.from_bytes(head[entry : entry + 2], order) for entry in range(at + 2, ends, 12)}
