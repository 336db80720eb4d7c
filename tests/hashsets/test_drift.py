"""The bounds of ``hashsets.doubt``, held on every photograph there is to be had.

Two things suffice for no match to be lost, whatever the set holds and at whatever distance: that
PDQ moves by no more than its pad, and that the full decode's pHash is among those searched.
"""

import io
from collections.abc import Callable

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageOps

from hashsets.doubt import PDQ_PAD
from hashsets.pdq import pdq_hash
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.reduced import ReducedHashes, reduced, reduced_hashes
from tests.hashsets.pictures import PHOTOGRAPHS, distance, opened, photograph, published
from triage.inspectors.reduced_jpeg import means
from triage.inspectors.reduced_scale import factor_of

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


def lost(body: bytes) -> tuple[int, int] | None:
    """By how many bits the full decode's PDQ moved, and how far its pHash is from any searched.

    The worst of the eight orientations; null where the full decode is had anyway.
    """
    with Image.open(io.BytesIO(body)) as image:
        full = perceptual_hashes(image.convert("RGB"))
        quick = quickly(body, image.size)
    if quick is None:
        return None
    asked = hashes_of(quick.hashes.phash + quick.doubt, 8)
    missed = [min(distance(one, other) for other in asked) for one in hashes_of(full.phash, 8)]
    pairs = zip(hashes_of(full.pdq, 32), hashes_of(quick.hashes.pdq, 32), strict=True)
    return max(distance(one, other) for one, other in pairs), max(missed)


def hashes_of(text: bytes, width: int) -> list[bytes]:
    return [text[at : at + width] for at in range(0, len(text), width)]


def nothing_is_lost(body: bytes) -> bool:
    """Whether no match of the full decode is lost; true too where that is had anyway."""
    moved, missed = lost(body) or (0, 0)
    return moved <= PDQ_PAD and not missed


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


def drawn(random: np.random.Generator) -> Image.Image:
    """Shapes of glaring colours on one of the photographs."""
    picture = photograph(PHOTOGRAPHS[int(random.integers(4))]).resize((1400, 1100))
    draw = ImageDraw.Draw(picture)
    for _ in range(int(random.integers(3, 60))):
        colour = tuple((random.integers(0, 2, 3) * 255).tolist())
        left, top = random.integers(-100, 1300, 2).tolist()
        wide, high = random.integers(9, 500, 2).tolist()
        shape = (draw.ellipse, draw.rectangle)[int(random.integers(2))]
        shape((left, top, left + wide, top + high), fill=colour)
    return picture


def written(random: np.random.Generator) -> Image.Image:
    """A page of text, down to the edges."""
    page = Image.new("RGB", tuple(random.integers(1030, 1500, 2).tolist()), "white")
    draw = ImageDraw.Draw(page)
    size = int(random.integers(15, 60))
    for top in range(20, page.height, int(random.integers(30, 90))):
        codes = random.integers(0, 26, int(random.integers(10, 150)))
        letters = "".join(chr(97 + int(code)) for code in codes)
        place = (-int(random.integers(100)), top)
        colour = tuple(random.integers(0, 200, 3).tolist())
        draw.text(place, letters, fill=colour, font_size=size)
    return page


def mirrored(random: np.random.Generator) -> Image.Image:
    """Half a photograph and its mirror image, with a trace of another."""
    wide, high = random.integers(515, 1300, 2).tolist()
    one, other = (photograph(PHOTOGRAPHS[int(each)]) for each in random.integers(0, 4, 2))
    whole = Image.new("RGB", (2 * wide, max(1030, high)))
    half = one.resize((wide, whole.height))
    whole.paste(half)
    whole.paste(ImageOps.mirror(half), (wide, 0))
    return Image.blend(whole, other.resize(whole.size), float(10 ** random.uniform(-2.5, -1)))


ONCE_LOST = [(written, seed) for seed in (25, 60, 79, 85, 92, 94)] + [(mirrored, 344)]


@pytest.mark.parametrize(("make", "seed"), ONCE_LOST)
def test_what_is_no_plain_photograph_and_once_was_lost_is_found(
    make: Callable[[np.random.Generator], Image.Image], seed: int
) -> None:
    random = np.random.default_rng(seed)
    assert nothing_is_lost(jpeg(make(random), int(random.integers(20, 60))))


@pytest.mark.slow
@pytest.mark.parametrize("seed", [*range(6), 80, 151, 197, 281, 315])
def test_of_a_drawing_no_pdq_match_is_lost_nor_any_phash_match_but_the_two_farthest(
    seed: int,
) -> None:
    random = np.random.default_rng(seed)
    body = jpeg(drawn(random), int(random.integers(30, 96)))
    moved, missed = lost(body) or (0, 0)
    assert moved <= PDQ_PAD
    assert missed <= 2


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
