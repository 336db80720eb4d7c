"""Pillow's Lanczos resize of a grey picture, bit for bit, many pixels at a time.

Pillow shrinks rows first and columns after, which settles the rounding; from 13.0 on it takes tall
pictures the other way round (pull request 9549). Those are left to Pillow, whichever it is.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.inner_loops import LOOPS

Box = tuple[float, float, float, float]
Taps = tuple[bytes, bytes, bytes]

LONGEST_KEPT = 1 << 14
"""Pixels of a side up to which weights are kept: those of wider pictures take up to 400 MB."""


def resized(
    grey: Image.Image,
    size: tuple[int, int],
    box: Box | None = None,
    pixels: bytes | None = None,
) -> NDArray[np.uint8]:
    """An ``L`` image brought to ``size`` (width, height); rows first.

    ``box`` (left, top, right, bottom, in pixels) is the part to take, null for all of it.
    ``pixels`` are the image's own, where they are at hand.
    """
    if LOOPS is None or is_tall(grey.size, size):
        return plainly_resized(grey, size, box)
    left, top, right, bottom = box or (0.0, 0.0, *map(float, grey.size))
    kept = taps if max(grey.size) <= LONGEST_KEPT else taps.__wrapped__
    across = kept(grey.width, (left, right), size[0])
    down = kept(grey.height, (top, bottom), size[1])
    made = LOOPS.resize(pixels or grey.tobytes(), grey.height, grey.width, across, down)
    return np.frombuffer(made, np.uint8).reshape(size[1], size[0])


def is_tall(given: tuple[int, int], wanted: tuple[int, int]) -> bool:
    """Whether the height shrinks by more than twice what the width does, or nearly so."""
    across, down = (before - after for before, after in zip(given, wanted, strict=True))
    return down + 2 >= 2 * across


def plainly_resized(
    grey: Image.Image, size: tuple[int, int], box: Box | None = None
) -> NDArray[np.uint8]:
    """The same by Pillow itself."""
    return np.asarray(grey.resize(size, Image.Resampling.LANCZOS, box))


@lru_cache(maxsize=256)
def taps(size: int, seen: tuple[float, float], outputs: int) -> Taps:
    """Which of ``size`` pixels each output sums, and their weights, as the loops want them."""
    assert LOOPS is not None
    made: Taps = LOOPS.lanczos(size, *seen, outputs)
    return made
