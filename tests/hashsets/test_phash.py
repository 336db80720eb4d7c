import imagehash
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reference import plain_dhash, plain_phash
from hashsets.transforms import TRANSFORMS, transformed
from tests.hashsets.pictures import PHOTOGRAPHS, distance, noise, opened, photograph, published


@settings(max_examples=60, deadline=None)
@given(st.integers(1, 90), st.integers(1, 90), st.integers(0, 2**32 - 1), st.sampled_from([1, 3]))
def test_hashes_equal_imagehash_on_noise(height: int, width: int, seed: int, channels: int) -> None:
    image = noise(height, width, seed, channels)
    ours = perceptual_hashes(image)
    assert (ours.phash[:8], ours.dhash) == (plain_phash(image), plain_dhash(image))


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.integers(1, 40))
def test_hashes_equal_imagehash_where_ties_abound(tones: bytes, scale: int) -> None:
    grid = np.frombuffer(tones, np.uint8).reshape(4, 4) // 64 * 64
    image = Image.fromarray(np.kron(grid, np.ones((scale, scale), np.uint8)))
    ours = perceptual_hashes(image)
    assert (ours.phash[:8], ours.dhash) == (plain_phash(image), plain_dhash(image))


@pytest.mark.parametrize("mode", ["1", "P", "RGBA", "LA", "CMYK", "I", "F"])
def test_hashes_equal_imagehash_in_every_mode(mode: str) -> None:
    image = photograph("coffee.png").convert("L" if mode in ("I", "F") else "RGB").convert(mode)
    ours = perceptual_hashes(image)
    assert ours.phash[:8].hex() == str(imagehash.phash(image))
    assert ours.dhash.hex() == str(imagehash.dhash(image))


def test_published_hashes_are_met_exactly() -> None:
    ours = perceptual_hashes(opened(published("imagehash", "imagehash.png")))
    assert ours.phash[:8].hex() == "ba8c84536bd3c366"
    assert ours.dhash.hex() == "0026273b2b19550e"


@pytest.mark.parametrize("name", PHOTOGRAPHS)
@pytest.mark.parametrize("transform", TRANSFORMS)
def test_each_orientation_hashes_near_the_turned_photograph(name: str, transform: str) -> None:
    image = photograph(name)
    planes = [transformed(np.asarray(plane), transform) for plane in image.split()]
    turned = Image.fromarray(np.stack(planes, axis=2))
    place = TRANSFORMS.index(transform) * 8
    ours = perceptual_hashes(image).phash[place : place + 8]
    assert distance(ours, plain_phash(turned)) <= 2
