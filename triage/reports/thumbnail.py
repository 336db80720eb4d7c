"""Small, blurred pictures, and the check that what a jailed decoder returned is one."""

import io

from PIL import Image, ImageFilter

LARGEST_SIDE = 96
LARGEST_BYTES = 16 << 10
_BLUR_PIXELS = 3
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}


def blurred(picture: Image.Image) -> bytes:
    """JPEG of a decoded picture, at most ``LARGEST_SIDE`` pixels a side, blurred, bare of EXIF.

    To be called inside the jail, where the picture was decoded.
    """
    small = picture.convert("RGB")
    small.thumbnail((LARGEST_SIDE, LARGEST_SIDE))
    buffer = io.BytesIO()
    small.filter(ImageFilter.GaussianBlur(_BLUR_PIXELS)).save(buffer, "JPEG", quality=70)
    return buffer.getvalue()


def is_thumbnail(body: bytes) -> bool:
    """Whether ``body`` is a JPEG of thumbnail size, told from its headers without decoding it.

    A worker that evidence has taken over may return anything; a browser opens what passes here.
    Marker layout: ITU-T T.81, annex B.
    """
    if len(body) > LARGEST_BYTES or not (
        body.startswith(b"\xff\xd8") and body.endswith(b"\xff\xd9")
    ):
        return False
    offset = 2
    while offset + 9 <= len(body) and body[offset] == 0xFF:
        if body[offset + 1] in _FRAMES:
            sides = (_number(body, offset + 5), _number(body, offset + 7))
            return all(0 < side <= LARGEST_SIDE for side in sides)
        offset += 2 + _number(body, offset + 2)
    return False


def _number(body: bytes, offset: int) -> int:
    return int.from_bytes(body[offset : offset + 2], "big")
