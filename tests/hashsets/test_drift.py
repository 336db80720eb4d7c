"""The bounds of ``hashsets.doubt``, held on every photograph there is to be had.

Two things suffice for no match to be lost, whatever the set holds and at whatever distance: that
PDQ moves by no more than its pad, and that the full decode's pHash is among those searched.
"""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageEnhance

from hashsets.doubt import PDQ_PAD
from hashsets.pdq import pdq_hash
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reduced import ReducedHashes, reduced, reduced_hashes
from tests.hashsets.pictures import PHOTOGRAPHS, distance, opened, photograph, published
from triage.inspectors.reduced_jpeg import factor_of, means

Edit = Callable[[Image.Image], Image.Image]

EDITS: dict[str, Edit] = {
    "none": lambda image: image,
    "shrunk": lambda image: image.resize((image.width * 7 // 9 | 1, image.height * 7 // 9 | 1)),
    "cropped": lambda image: image.crop((37, 53, image.width - 101, image.height - 77)),
    "brighter": lambda image: ImageEnhance.Brightness(image).enhance(1.35),
    "darker": lambda image: ImageEnhance.Brightness(image).enhance(0.5),
}


def large(image: Image.Image) -> Image.Image:
    """Enlarged to 12 MP, with the noise of a sensor."""
    size = (4000, 3000) if image.width >= image.height else (3000, 4000)
    pixels = np.asarray(image.convert("RGB").resize(size, Image.Resampling.BICUBIC))
    grain = np.random.default_rng(1).normal(0, 5, (*pixels.shape[:2], 1)).astype(np.float32)
    return Image.fromarray(np.clip(pixels + grain, 0, 255).astype(np.uint8))


def jpeg(image: Image.Image, quality: int = 88) -> bytes:
    body = io.BytesIO()
    image.save(body, "JPEG", quality=quality)
    return body.getvalue()


def quickly(body: bytes, size: tuple[int, int]) -> ReducedHashes | None:
    factor = factor_of(size)
    grey = means(body, size, factor)
    assert grey is not None
    return reduced_hashes(reduced(grey, factor, size))


def nothing_is_lost(body: bytes) -> bool:
    """Whether no match of the full decode is lost; true too where that is had anyway."""
    with Image.open(io.BytesIO(body)) as image:
        full = perceptual_hashes(image.convert("RGB"))
        quick = quickly(body, image.size)
    if quick is None:
        return True
    places = range(0, 256, 32)
    moved = max(distance(full.pdq[n : n + 32], quick.hashes.pdq[n : n + 32]) for n in places)
    asked = quick.hashes.phash + quick.doubt
    searched = {asked[n : n + 8] for n in range(0, len(asked), 8)}
    return moved <= PDQ_PAD and {full.phash[n : n + 8] for n in range(0, 64, 8)} <= searched


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_no_match_of_an_enlarged_photograph_is_lost(name: str, edit: str) -> None:
    assert nothing_is_lost(jpeg(EDITS[edit](large(photograph(name)))))


@pytest.mark.slow
@pytest.mark.parametrize("quality", [25, 60, 97])
def test_no_match_is_lost_to_recompression(quality: int) -> None:
    assert nothing_is_lost(jpeg(large(photograph("china.jpg")), quality))


@pytest.mark.slow
def test_no_match_of_a_published_photograph_is_lost() -> None:
    paths = [*sorted(published("pdq", "bridge-mods").glob("*.jpg"))]
    paths += sorted(published("pdq", "dih").glob("*.jpg"))
    taken = [path for path in paths if factor_of(opened(path).size) != 1]
    assert len(taken) >= 8
    assert all(nothing_is_lost(path.read_bytes()) for path in taken)


@pytest.mark.parametrize("seed", range(12))
def test_no_match_of_a_generated_picture_is_lost(seed: int) -> None:
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (random.integers(4, 40), random.integers(4, 40), 3))
    size = (int(random.integers(1030, 1300)), int(random.integers(1030, 1300)))
    made = Image.fromarray(rough.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    assert nothing_is_lost(jpeg(made, int(random.integers(30, 96))))


@pytest.mark.slow
def test_photographs_drift_as_little_as_documented() -> None:
    moved = []
    for name in PHOTOGRAPHS:
        image = large(photograph(name))
        body = jpeg(image)
        quick = quickly(body, image.size)
        assert quick is not None
        with Image.open(io.BytesIO(body)) as again:
            full = pdq_hash(again)
        moved.append(distance(full.orientations[:32], quick.hashes.pdq[:32]))
        assert quick.hashes.pdq_quality - full.quality in range(-3, 1)
    assert max(moved) <= 4
