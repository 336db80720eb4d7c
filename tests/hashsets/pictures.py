"""Pictures to hash: photographs that ship in installed packages, and the published corpora."""

from functools import cache
from pathlib import Path

import numpy as np
import pytest
import skimage
import sklearn
from PIL import Image

PUBLISHED = Path(__file__).parents[3] / "shared" / "data"
PHOTOGRAPHS = ("china.jpg", "flower.jpg", "coffee.png", "chelsea.png")


@cache
def photograph(name: str) -> Image.Image:
    folders = (
        Path(sklearn.__file__).parent / "datasets" / "images",
        Path(skimage.__file__).parent / "data",
    )
    path = next(folder / name for folder in folders if (folder / name).exists())
    with Image.open(path) as image:
        return image.convert("RGB")


def published(*parts: str) -> Path:
    path = PUBLISHED.joinpath(*parts)
    if not path.exists():
        pytest.skip("published test data is absent")
    return path


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.load()
        return image


def noise(height: int, width: int, seed: int, channels: int = 3) -> Image.Image:
    pixels = np.random.default_rng(seed).integers(0, 256, (height, width, channels), dtype=np.uint8)
    return Image.fromarray(pixels if channels == 3 else pixels[:, :, 0])


def distance(one: bytes, other: bytes) -> int:
    return (int.from_bytes(one, "big") ^ int.from_bytes(other, "big")).bit_count()
