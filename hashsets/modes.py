"""Bring every pixel mode of Pillow to the two that are hashed: L (grey) and RGB."""

from collections.abc import Callable

import numpy as np
from PIL import Image


def hashable(image: Image.Image) -> Image.Image:
    """The picture in mode L or RGB, the same pixels in every run.

    Transparency is dropped, not composited: the colours beneath are hashed, as ``imagehash`` and
    ``pdqhash`` do, so that a transparent picture still matches sets made with them. Sixteen-bit
    grey keeps its high byte; 32-bit and floating-point grey is stretched from its least to its
    greatest value (Pillow would clip all three to white). LAB keeps its lightness.
    """
    if image.mode in {"L", "RGB"}:
        return image
    way = _WAYS.get(image.mode)
    return way(image) if way else image.convert("RGB")


def _grey(image: Image.Image) -> Image.Image:
    return image.convert("L")


def _high_byte(image: Image.Image) -> Image.Image:
    return Image.fromarray((np.asarray(image) >> 8).astype(np.uint8))


def _stretched(image: Image.Image) -> Image.Image:
    values = np.nan_to_num(np.asarray(image, dtype=np.float64), posinf=0.0, neginf=0.0)
    least, greatest = float(values.min()), float(values.max())
    # Halved first: the difference of two finite values may itself be infinite.
    span = greatest / 2 - least / 2
    if not span:
        return Image.new("L", image.size)
    return Image.fromarray(((values / 2 - least / 2) / span * 255).astype(np.uint8))


_WAYS: dict[str, Callable[[Image.Image], Image.Image]] = {
    **dict.fromkeys(("1", "LA"), _grey),
    **dict.fromkeys(("I;16", "I;16L", "I;16B", "I;16N"), _high_byte),
    **dict.fromkeys(("I", "F"), _stretched),
    "LAB": lambda image: image.getchannel("L"),
    "La": lambda image: _grey(image.convert("LA")),
    "RGBa": lambda image: image.convert("RGBA").convert("RGB"),
}
"""Pillow mode -> way, where ``convert("RGB")`` would not do."""
