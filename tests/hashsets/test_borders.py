import io

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageDraw

from hashsets.borders import content, may_be_framed, trimmed
from hashsets.pdq import pdq_hash
from tests.hashsets.pictures import PHOTOGRAPHS, distance, noise, opened, photograph, published


def framed(
    picture: Image.Image, size: tuple[int, int], at: tuple[int, int], tone: str = "black"
) -> Image.Image:
    canvas = Image.new("RGB", size, tone)
    canvas.paste(picture, at)
    return canvas


def as_jpeg(picture: Image.Image, quality: int = 80) -> Image.Image:
    body = io.BytesIO()
    picture.save(body, "JPEG", quality=quality)
    return opened_body(body)


def opened_body(body: io.BytesIO) -> Image.Image:
    with Image.open(body) as image:
        image.load()
        return image


@settings(max_examples=60, deadline=None)
@given(
    st.integers(40, 120),
    st.integers(40, 120),
    st.tuples(st.integers(0, 40), st.integers(0, 40)),
    st.integers(0, 255),
    st.integers(0, 2**32 - 1),
)
def test_borders_are_found_to_the_pixel(
    width: int, height: int, margin: tuple[int, int], tone: int, seed: int
) -> None:
    across, down = margin
    size = (width + 2 * across, height + 2 * down)
    picture = framed(noise(height, width, seed), size, margin, f"rgb({tone},{tone},{tone})")
    found = content(picture)
    meant = across >= max(1, 0.02 * size[0]) or down >= max(1, 0.02 * size[1])
    assert found == ((across, down, across + width, down + height) if meant else None)


@pytest.mark.parametrize("tone", ["black", "white", "teal"])
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_letterboxed_photograph_is_found_once_trimmed(name: str, tone: str) -> None:
    photo = photograph(name)
    boxed = as_jpeg(framed(photo, (photo.width, photo.height + 180), (0, 90), tone))
    inner = trimmed(boxed)
    assert inner is not None
    sought = pdq_hash(photo).orientations[:32]
    assert distance(sought, pdq_hash(inner).orientations[:32]) <= 31
    assert distance(sought, pdq_hash(boxed).orientations[:32]) > 31


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_in_a_screenshot_is_found_once_trimmed(name: str) -> None:
    photo = photograph(name).resize((1080, 720))
    shot = framed(photo, (1080, 2340), (0, 810))
    draw = ImageDraw.Draw(shot)
    draw.text((40, 30), "21:14", fill="white", font_size=40)
    draw.text((900, 30), "87 %", fill="white", font_size=40)
    for place in (200, 540, 880):
        draw.ellipse((place - 25, 2200, place + 25, 2250), outline="white", width=4)
    inner = trimmed(as_jpeg(shot))
    assert inner is not None
    sought = pdq_hash(photo).orientations[:32]
    assert distance(sought, pdq_hash(inner).orientations[:32]) <= 31


def test_a_frame_within_a_frame_is_taken_off_too() -> None:
    photo = photograph("coffee.png")
    inside = framed(photo, (700, 500), (50, 50), "white")
    found = content(framed(inside, (900, 900), (100, 200), "black"))
    assert found == (150, 250, 150 + photo.width, 250 + photo.height)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_without_borders_keeps_every_pixel(name: str) -> None:
    assert trimmed(photograph(name)) is None


def test_published_photographs_have_no_borders() -> None:
    paths = [*published("wikimedia").glob("*.jpg"), *published("dedup").glob("*.jpg")]
    assert len(paths) >= 9
    assert [path.name for path in paths if trimmed(opened(path)) is not None] == []


@pytest.mark.parametrize("tone", [0, 90, 255])
def test_a_flat_picture_has_no_content_to_trim_to(tone: int) -> None:
    assert content(Image.new("L", (300, 200), tone)) is None


def test_a_caption_on_one_side_is_no_border() -> None:
    photo = photograph("coffee.png")
    assert content(framed(photo, (photo.width, photo.height + 100), (0, 0), "white")) is None


@settings(max_examples=40, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.sampled_from([4, 8]))
def test_what_the_full_decode_would_trim_the_reduced_one_does_not_pass_over(
    seed: int, percent: int, factor: int
) -> None:
    random = np.random.default_rng(seed)
    margin = int(1100 * percent / 100)
    inner = noise(1100 - 2 * margin, 1200, seed, 1)
    whole = Image.new("L", (1200, 1100), int(random.integers(0, 256)))
    whole.paste(inner, (0, margin))
    if content(whole) is not None:
        assert may_be_framed(whole.reduce(factor))
