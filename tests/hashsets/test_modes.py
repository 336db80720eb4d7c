import imagehash
import numpy as np
import pytest
from PIL import Image

from hashsets.modes import hashable

SLOPE = np.mgrid[0:32, 0:32].sum(axis=0)
GREY = Image.fromarray((SLOPE * 4).astype(np.uint8))


def palette_picture() -> Image.Image:
    return Image.merge("RGB", (GREY, GREY.rotate(90), GREY.rotate(180))).quantize(64)


MODES = "1 L LA La P PA RGB RGBX RGBA RGBa CMYK YCbCr HSV LAB I F I;16 I;16B I;16L I;16N"


@pytest.mark.parametrize("mode", MODES.split())
def test_every_mode_becomes_grey_or_colour(mode: str) -> None:
    assert hashable(Image.new(mode, (9, 7))).mode in {"L", "RGB"}
    assert hashable(Image.new(mode, (9, 7))).size == (9, 7)


def test_sixteen_bit_grey_keeps_its_shades() -> None:
    deep = Image.fromarray((SLOPE * 1024).astype(np.uint16))
    assert np.array_equal(np.asarray(hashable(deep)), np.asarray(GREY))


@pytest.mark.parametrize("kind", [np.int32, np.float32])
def test_wide_grey_is_stretched_to_all_shades(kind: type) -> None:
    wide = hashable(Image.fromarray((SLOPE * 1e5 - 3e5).astype(kind)))
    assert (np.asarray(wide).min(), np.asarray(wide).max()) == (0, 255)


def test_a_float_picture_of_nonsense_is_still_a_picture() -> None:
    values = np.array([[np.nan, np.inf], [-np.inf, 3.4e38]], dtype=np.float32)
    assert hashable(Image.fromarray(values)).size == (2, 2)


@pytest.mark.parametrize("picture", [GREY, palette_picture(), palette_picture().convert("RGBA")])
def test_hashes_are_those_imagehash_gives_the_same_picture(picture: Image.Image) -> None:
    assert imagehash.phash(hashable(picture)) == imagehash.phash(picture)
    assert imagehash.dhash(hashable(picture)) == imagehash.dhash(picture)
