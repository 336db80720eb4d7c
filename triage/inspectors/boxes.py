"""Types of ISO base media files (ISO/IEC 14496-12) by the brands in their first box."""

IMAGE_BRANDS: dict[bytes, str] = {
    **dict.fromkeys((b"heic", b"heix", b"heim", b"heis"), "image/heic"),
    **dict.fromkeys((b"hevc", b"hevx", b"hevm", b"hevs"), "image/heic-sequence"),
    b"avif": "image/avif",
    b"avis": "image/avif",
    b"crx ": "image/x-canon-cr3",
}
"""Brands of ISO/IEC 23008-12 (HEIF), of AVIF 1.0, and Canon's own."""

_STRUCTURAL: dict[bytes, str] = {b"mif1": "image/heif", b"msf1": "image/heif-sequence"}

_MEDIA: tuple[tuple[bytes, str], ...] = (
    (b"qt  ", "video/quicktime"),
    (b"M4A", "audio/mp4"),
    (b"M4B", "audio/mp4"),
    (b"M4P", "audio/mp4"),
    (b"F4A", "audio/mp4"),
    (b"F4B", "audio/mp4"),
    (b"M4V", "video/x-m4v"),
    (b"3g2", "video/3gpp2"),
    (b"3gp", "video/3gpp"),
    (b"3ge", "video/3gpp"),
    (b"3gg", "video/3gpp"),
    (b"3gs", "video/3gpp"),
    (b"jp2 ", "image/jp2"),
    (b"jpx ", "image/jpx"),
)

_BRANDLESS = frozenset((b"moov", b"mdat", b"wide", b"skip", b"pnot", b"free"))
_LARGEST_FTYP = 4096


def box_type(head: bytes) -> str | None:
    """The MIME type, or null where ``head`` does not start with a box that settles it.

    A structural brand (``mif1``) takes its codec from the compatible brands where one is named.
    Files older than the ``ftyp`` box (QuickTime) start with one of its other boxes.
    """
    kind = head[4:8]
    if kind in _BRANDLESS and _plausible(head):
        return "video/quicktime"
    if kind != b"ftyp":
        return None
    major, compatible = _brands(head)
    if major in IMAGE_BRANDS:
        return IMAGE_BRANDS[major]
    if major in _STRUCTURAL:
        return _structural(major, compatible)
    for brand, mime in _MEDIA:
        if major.startswith(brand):
            return mime
    return "video/mp4"


def _brands(head: bytes) -> tuple[bytes, list[bytes]]:
    length = min(int.from_bytes(head[:4], "big"), _LARGEST_FTYP, len(head))
    return head[8:12], [head[at : at + 4] for at in range(16, length - 3, 4)]


def _structural(major: bytes, compatible: list[bytes]) -> str:
    for brand in (b"avif", b"avis"):
        if brand in compatible:
            return "image/avif"
    return _STRUCTURAL[major]


def _plausible(head: bytes) -> bool:
    size = int.from_bytes(head[:4], "big")
    if size == 1:
        return int.from_bytes(head[8:16], "big") >= 16
    if size < 8:
        return False
    following = head[size + 4 : size + 8]
    return not following or following.isalnum()
