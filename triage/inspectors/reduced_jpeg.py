"""A JPEG decoded at 1/8 or 1/4 of its size, in grey: what most photographs are hashed from.

libjpeg-turbo's scaled inverse transforms (through simplejpeg) give the means of 8x8 or 4x4 pixels.
Anything unusual is left to the full decode: damage of any kind (simplejpeg is strict where Pillow
lets warnings pass), colours other than grey or YCbCr, two readers that differ on the size.
"""

import numpy as np
import simplejpeg
from PIL import Image

from hashsets.reduced import Reduced, reduced, turned
from triage.inspectors import decode
from triage.inspectors.reduced_scale import factor_of

COLOURS = ("YCbCr", "Gray")


def reduced_jpeg(body: bytes, image: Image.Image, turn: int) -> Reduced | None:
    """The reduced picture, upright; null where the full decode must be had.

    ``image`` is the same JPEG with its header read, ``turn`` its EXIF orientation.
    """
    factor = factor_of(image.size)
    if factor == 1 or image.format not in {"JPEG", "MPO"}:
        return None
    grey = means(body, image.size, factor)
    if grey is None:
        return None
    picture = reduced(grey, factor, image.size)
    return turned(picture, decode.TURNS[turn]) if turn in decode.TURNS else picture


def means(body: bytes, size: tuple[int, int], factor: int) -> Image.Image | None:
    """The means of ``factor`` x ``factor`` pixels (4 or 8) of a JPEG of that size, if usual."""
    width, height = -(-size[0] // factor), -(-size[1] // factor)
    try:
        stored_height, stored_width, colours, _ = simplejpeg.decode_jpeg_header(body)
        if (stored_width, stored_height) != size or colours not in COLOURS:
            return None
        grey = simplejpeg.decode_jpeg(body, "GRAY", min_height=height, min_width=width)
    except ValueError:
        return None
    if grey.shape != (height, width, 1):
        return None
    return Image.fromarray(np.ascontiguousarray(grey[:, :, 0]))
