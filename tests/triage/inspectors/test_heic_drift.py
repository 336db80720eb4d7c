"""The bounds of ``hashsets.doubt`` on HEIC: as ``tests.hashsets.test_drift`` on JPEG."""

import io

import numpy as np
import pytest
from PIL import Image

from hashsets.doubt import PDQ_PAD
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reduced import reduced_hashes
from tests.hashsets.pictures import PHOTOGRAPHS, distance, photograph, published
from tests.hashsets.test_drift import EDITS, hashes_of, large
from tests.triage.inspectors.heif_files import saved
from triage.inspectors import decode
from triage.inspectors.reduced_heic import reduced_heic


def nothing_is_lost(body: bytes) -> bool:
    """Whether no match of the full decode is lost; true too where that is had anyway."""
    decode.prepare()
    with Image.open(io.BytesIO(body)) as image:
        cells = reduced_heic(body, image)
        assert cells is not None
        quick = reduced_hashes(cells)
        full = perceptual_hashes(image.convert("RGB"))
    if quick is None:
        return True
    asked = hashes_of(quick.hashes.phash + quick.doubt, 8)
    found = all(min(distance(one, each) for each in asked) == 0 for one in hashes_of(full.phash, 8))
    pairs = zip(hashes_of(full.pdq, 32), hashes_of(quick.hashes.pdq, 32), strict=True)
    return found and max(distance(one, other) for one, other in pairs) <= PDQ_PAD


@pytest.mark.slow
@pytest.mark.parametrize("edit", EDITS)
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_no_match_of_an_enlarged_photograph_is_lost(name: str, edit: str) -> None:
    assert nothing_is_lost(saved(EDITS[edit](large(photograph(name))), quality=50))


@pytest.mark.slow
@pytest.mark.parametrize("quality", [10, 30, 90])
def test_no_match_is_lost_to_recompression(quality: int) -> None:
    assert nothing_is_lost(saved(large(photograph("china.jpg")), quality=quality))


@pytest.mark.parametrize("name", ["IMG_2927.HEIC", "cheers_1440x960.heic"])
def test_no_match_of_a_published_photograph_is_lost(name: str) -> None:
    assert nothing_is_lost(published("exif", name).read_bytes())


@pytest.mark.parametrize("seed", range(6))
def test_no_match_of_a_generated_picture_is_lost(seed: int) -> None:
    random = np.random.default_rng(seed)
    rough = random.integers(0, 256, (random.integers(4, 40), random.integers(4, 40), 3))
    size = (int(random.integers(1030, 1300)), int(random.integers(1030, 1300)))
    made = Image.fromarray(rough.astype(np.uint8)).resize(size, Image.Resampling.BICUBIC)
    assert nothing_is_lost(saved(made, quality=int(random.integers(10, 96))))
