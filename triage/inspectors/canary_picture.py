"""The picture that the canary files hold, by formula."""

import numpy as np
from PIL import Image

WIDTH, HEIGHT = 16, 12


def known_picture() -> Image.Image:
    """A 16 x 12 RGB picture that is smooth, so that lossy formats keep it."""
    rows, columns = np.mgrid[0:HEIGHT, 0:WIDTH]
    slopes = (columns * 16, rows * 20, 240 - columns * rows)
    return Image.fromarray(np.stack(slopes, axis=-1).astype(np.uint8))


def busy_picture() -> Image.Image:
    """A 64 x 48 grey picture with detail enough that every bit of its hashes is decided."""
    rows, columns = np.mgrid[0:48, 0:64]
    return Image.fromarray((columns**2 // 5 + rows**2 // 3 + columns * rows // 4).astype(np.uint8))
