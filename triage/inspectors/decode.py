"""The one place where a picture is decoded: Pillow, restricted to the format its content has."""

import resource
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import BinaryIO, NamedTuple

import pillow_heif
from PIL import AvifImagePlugin, Image, ImageFile, UnidentifiedImageError

from triage.content import Unexamined
from triage.inspectors.failure import parsing
from triage.inspectors.webp import canvas_size
from triage.reasons import Reason

LARGE_PIXELS = 24_000_000
"""More than this is decoded by the large-memory worker only (48 MP of HEIC peak at 371 MB)."""

LARGE_WEBP_PIXELS = 15_000_000
"""The same of WebP, whose decoder holds the picture four times over: 24 MP peak at 372 MB."""

MAX_PIXELS = 256_000_000
"""More than this is not decoded at all."""

LARGE_MEMORY = 1 << 30
"""A worker allowed this many bytes of data, or more, is the large-memory worker."""

_HEIF = ("image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence")

RAW_TYPES = frozenset(("image/x-adobe-dng", "image/x-nikon-nef", "image/x-canon-cr2"))
"""Camera raw in a TIFF; its first directory is, as a rule, a preview that Pillow decodes."""

FORMATS: dict[str, str] = {
    "image/jpeg": "JPEG",
    "image/png": "PNG",
    "image/gif": "GIF",
    "image/webp": "WEBP",
    "image/avif": "AVIF",
    "image/tiff": "TIFF",
    "image/bmp": "BMP",
    **dict.fromkeys(_HEIF, "HEIF"),
    **dict.fromkeys(RAW_TYPES, "TIFF"),
}
"""True type -> the only Pillow plug-in that may open it."""

_TOLERANT = frozenset(("JPEG", "MPO", "PNG", "GIF", "BMP"))
"""Formats of which the part before the damage decodes to the same pixels."""

_HIDES_WANT_OF_MEMORY = frozenset(("WEBP", "AVIF", "HEIF", "TIFF"))
SMALL_PIXELS = 4_000_000
"""Pictures up to this size decode within any worker's memory, whatever their format."""

TURNS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""EXIF 2.32, tag 0x0112."""

ORIENTATION = 0x0112


class Decoded(NamedTuple):
    """A loaded picture, and the damage where only a part of it decodes."""

    image: Image.Image
    damage: Unexamined | None


def prepare() -> None:
    """Load every plug-in now, while files may still be opened, and set the process's options.

    Pillow raises at twice its own limit, also where it is about to take memory while it opens a
    file. Decoders use one thread each: the workers already use every core.
    """
    pillow_heif.register_heif_opener(
        decode_threads=1, thumbnails=False, depth_images=False, aux_images=False
    )
    Image.init()
    Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
    AvifImagePlugin.DEFAULT_MAX_THREADS = 1


def has_large_memory() -> bool:
    """Whether this process may hold a large picture, by its limit on data (RLIMIT_DATA)."""
    soft, _ = resource.getrlimit(resource.RLIMIT_DATA)
    return soft == resource.RLIM_INFINITY or soft >= LARGE_MEMORY


def open_picture(file: BinaryIO, mime: str) -> Image.Image:
    """The picture with its header read. Raises ``Unexamined`` where that does not parse."""
    name = FORMATS[mime]
    with parsing("picture header"), _pixel_limit():
        try:
            return Image.open(file, formats=[name])
        except UnidentifiedImageError:
            raise Unexamined(Reason.DAMAGED, f"picture header: not a readable {name}") from None


@contextmanager
def _pixel_limit() -> Iterator[None]:
    try:
        yield
    except Image.DecompressionBombError:
        raise Unexamined(Reason.LIMIT_PIXELS, f"more than {MAX_PIXELS} pixels") from None


def check_canvas(head: bytes, mime: str, large: Callable[[], bool]) -> None:
    """``check_pixels`` for a format whose decoder takes memory as soon as it is opened."""
    if mime == "image/webp" and (size := canvas_size(head)):
        check_pixels(size, large, LARGE_WEBP_PIXELS)


def check_pixels(
    size: tuple[int, int], large: Callable[[], bool], most: int = LARGE_PIXELS
) -> None:
    """Raise LIMIT_PIXELS, or ``MemoryError`` where the large-memory worker should have it."""
    pixels = size[0] * size[1]
    if pixels > MAX_PIXELS:
        raise Unexamined(Reason.LIMIT_PIXELS, f"{size[0]} x {size[1]} pixels")
    if pixels > most and not large():
        raise MemoryError


def may_want_memory(image: Image.Image, large: Callable[[], bool]) -> bool:
    """Whether damage to this picture may be a refused allocation that its decoder calls damage."""
    small = image.width * image.height <= SMALL_PIXELS
    return image.format in _HIDES_WANT_OF_MEMORY and not small and not large()


def load(image: Image.Image, reopen: Callable[[], Image.Image]) -> Decoded:
    """Decode the first frame; where it is damaged, as much of it as decodes.

    Raises ``Unexamined`` where nothing does.
    """
    try:
        with parsing("picture"), _pixel_limit():
            image.load()
    except Unexamined as damage:
        if image.format not in _TOLERANT or damage.reason is not Reason.DAMAGED:
            raise
        part = _load_part(reopen())
        detail = f"damaged or truncated: the hashes are of the part that decodes ({damage.detail})"
        return Decoded(part, Unexamined(Reason.DAMAGED, detail))
    return Decoded(image, None)


def _load_part(image: Image.Image) -> Image.Image:
    ImageFile.LOAD_TRUNCATED_IMAGES = True
    try:
        with parsing("picture"), _pixel_limit():
            image.load()
    finally:
        ImageFile.LOAD_TRUNCATED_IMAGES = False
    return image


def orientation(image: Image.Image) -> int:
    """The EXIF orientation (1 to 8) that the decoder has left to be applied.

    libheif and Pillow's TIFF reader apply it themselves and say 1 afterwards.
    """
    with parsing("orientation"):
        value = image.getexif().get(ORIENTATION)
    return value if value in TURNS else 1


def upright(image: Image.Image, turn: int) -> Image.Image:
    """The picture as it is displayed."""
    return image.transpose(TURNS[turn]) if turn in TURNS else image
