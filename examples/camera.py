"""Encode pictures as a made-up phone would: JPEG, PNG, WebP or HEIC, with a camera's EXIF."""

import io
from datetime import UTC, datetime

import pillow_heif
from PIL import Image

_MAKE, _MODEL, _SOFTWARE, _WHEN, _ORIENTATION = 0x010F, 0x0110, 0x0131, 0x0132, 0x0112
_EXIF_IFD, _TAKEN, _SERIAL = 0x8769, 0x9003, 0xA431
_GPS_IFD = 0x8825

_STORED: dict[int, Image.Transpose] = {
    3: Image.Transpose.ROTATE_180,
    6: Image.Transpose.ROTATE_90,
    8: Image.Transpose.ROTATE_270,
}
"""How pixels are stored for an EXIF orientation: the reverse of what a viewer applies."""


def exif(when: int, orientation: int = 1) -> Image.Exif:
    """EXIF of a made-up phone. ``when`` is seconds since 1970 UTC; the place is open sea."""
    taken = datetime.fromtimestamp(when, UTC).strftime("%Y:%m:%d %H:%M:%S")
    fields = Image.Exif()
    fields[_MAKE], fields[_MODEL] = "Lantern", "Lantern Tern 5"
    fields[_SOFTWARE], fields[_WHEN], fields[_ORIENTATION] = "TernOS 3.1", taken, orientation
    fields.get_ifd(_EXIF_IFD).update({_TAKEN: taken, _SERIAL: "LT5-000042"})
    position = {1: "N", 2: (55.0, 30.0, 0.0), 3: "E", 4: (3.0, 15.0, 0.0)}
    fields.get_ifd(_GPS_IFD).update(position)
    return fields


def jpeg(image: Image.Image, *, when: int, quality: int = 88, orientation: int = 1) -> bytes:
    """A camera's JPEG; with an orientation, the pixels are stored turned."""
    if orientation in _STORED:
        image = image.transpose(_STORED[orientation])
    return _saved(image, "JPEG", quality=quality, exif=exif(when, orientation))


def plain(image: Image.Image, kind: str, quality: int = 80) -> bytes:
    """A picture without EXIF, as messengers and web pages leave it. ``kind`` is Pillow's name."""
    return _saved(image, kind, quality=quality)


def heic(image: Image.Image, *, when: int, quality: int = 80) -> bytes:
    """An HEIC picture with a camera's EXIF."""
    buffer = io.BytesIO()
    container = pillow_heif.from_pillow(image)
    container.save(buffer, quality=quality, exif=exif(when).tobytes())
    return buffer.getvalue()


def _saved(image: Image.Image, kind: str, **options: object) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()
