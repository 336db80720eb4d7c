from unittest import mock

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from hashsets.borders import may_be_framed
from hashsets.doubt import MOST_UNDECIDED, is_drawn
from hashsets.pdq import Blocks, both_ways, pdq_hash
from hashsets.reduced import Reduced, reduced, reduced_hashes, reduced_pdq, turned
from hashsets.reference import plain_dhash, plain_phash
from tests.hashsets.pictures import PHOTOGRAPHS, noise, photograph

Matrix = NDArray[np.float64]
FACTORS = st.sampled_from([4, 8])


def enlarged(cells: Image.Image, factor: int, cut: tuple[int, int]) -> Image.Image:
    """Each cell as ``factor`` x ``factor`` equal pixels, less the last few columns and rows."""
    grid = np.kron(np.asarray(cells), np.ones((factor, factor), np.uint8))
    return Image.fromarray(grid[: grid.shape[0] - cut[1], : grid.shape[1] - cut[0]])


@settings(max_examples=40, deadline=None)
@given(
    st.integers(6, 60),
    st.integers(6, 60),
    FACTORS,
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.integers(0, 2**32 - 1),
)
def test_where_every_cell_is_even_the_reduced_picture_hashes_exactly_as_the_whole(
    width: int, height: int, factor: int, cut: tuple[int, int], seed: int
) -> None:
    cells = noise(height, width, seed, 1)
    whole = enlarged(cells, factor, cut)
    full, small = pdq_hash(whole), reduced_pdq(reduced(cells, factor, whole.size))
    assert (small.orientations, small.quality) == (full.orientations, full.quality)


@settings(max_examples=40, deadline=None)
@given(
    st.sampled_from(list(Image.Transpose)),
    FACTORS,
    st.tuples(st.integers(0, 3), st.integers(0, 3)),
    st.integers(0, 2**32 - 1),
)
def test_turning_the_reduced_picture_is_reducing_the_turned_one(
    way: Image.Transpose, factor: int, cut: tuple[int, int], seed: int
) -> None:
    cells = noise(30, 40, seed, 1)
    whole = enlarged(cells, factor, cut)
    upright = whole.transpose(way)
    small = turned(reduced(cells, factor, whole.size), way)
    assert (small.width, small.height) == upright.size
    assert reduced_pdq(small).orientations == pdq_hash(upright).orientations


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_phash_and_dhash_are_those_imagehash_gives_the_reduced_picture(name: str) -> None:
    grey = photograph(name).convert("L")
    found = reduced_hashes(reduced(grey, 8, (grey.width * 8, grey.height * 8)))
    assert found is not None
    assert found.hashes.phash[:8] == plain_phash(grey)
    assert found.hashes.dhash == plain_dhash(grey)


@settings(max_examples=60, deadline=None)
@given(st.binary(min_size=16, max_size=16), st.integers(4, 12))
def test_imagehash_is_met_where_ties_abound(tones: bytes, scale: int) -> None:
    grid = np.frombuffer(tones, np.uint8).reshape(4, 4) // 64 * 64
    grey = Image.fromarray(np.kron(grid, np.ones((scale, scale), np.uint8)))
    found = reduced_hashes(reduced(grey, 4, (grey.width * 4, grey.height * 4)))
    if found is not None:
        assert found.hashes.phash[:8] == plain_phash(grey)
        assert found.hashes.dhash == plain_dhash(grey)


@settings(max_examples=30, deadline=None)
@given(st.integers(20, 90), st.integers(10, 60), st.booleans(), st.integers(0, 2**32 - 1))
def test_a_symmetric_picture_hashes_alike_in_whatever_order_a_processor_sums(
    height: int, half_width: int, mirrored: bool, seed: int
) -> None:
    half = np.asarray(noise(height, half_width, seed, 1))
    other = half[:, ::-1] if mirrored else half[::-1, ::-1]
    cells = Image.fromarray(np.concatenate([half, other], axis=1))
    picture = reduced(cells, 8, (cells.width * 8, cells.height * 8))
    usual = reduced_pdq(picture)
    order = np.random.default_rng(seed)

    def other_sum(one: Matrix, other: Matrix) -> Matrix:
        places = order.permutation(one.shape[1])
        found: Matrix = np.einsum("ij,jk->ik", one[:, places], other[places])
        return found

    def other_kernel(rows: Blocks, pixels: Matrix, columns: Blocks) -> Matrix:
        mixed = both_ways(other_sum(part.weights, pixels[part.start : part.stop]) for part in rows)
        return both_ways(
            other_sum(part.weights, mixed[:, part.start : part.stop].T) for part in columns
        )

    with mock.patch("hashsets.reduced.filtered", other_kernel):
        assert reduced_pdq(picture) == usual


def test_a_picture_that_shows_little_is_left_to_the_full_decode() -> None:
    faint = Image.fromarray((120 + np.asarray(noise(300, 400, 1, 1)) // 128).astype(np.uint8))
    assert reduced_pdq(reduced(faint, 8, (3200, 2400))).quality < 60
    assert reduced_hashes(reduced(faint, 8, (3200, 2400))) is None


def test_a_symmetric_picture_whose_phash_hangs_in_the_balance_is_left_to_the_full_decode() -> None:
    half = np.asarray(photograph("chelsea.png").convert("L"))
    whole = Image.fromarray(np.concatenate([half, half[:, ::-1]], axis=1))
    assert reduced_hashes(reduced(whole, 8, (whole.width * 8, whole.height * 8))) is None


def test_a_picture_that_may_be_framed_is_left_to_the_full_decode() -> None:
    framed = Image.new("L", (500, 500))
    framed.paste(photograph("coffee.png").convert("L").resize((500, 340)), (0, 80))
    picture: Reduced = reduced(framed, 8, (4000, 4000))
    assert reduced_pdq(picture).quality > 60
    assert reduced_hashes(picture) is None


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_picture_almost_its_own_mirror_image_is_left_to_the_full_decode(name: str) -> None:
    grey = np.asarray(photograph(name).convert("L").resize((400, 300))).astype(np.float64)
    mirrored = (grey + grey[:, ::-1]) / 2
    cells = Image.fromarray((mirrored * 0.98 + grey * 0.02).astype(np.uint8))
    picture = reduced(cells, 8, (3200, 2400))
    assert reduced_pdq(picture).undecided > MOST_UNDECIDED
    assert reduced_hashes(picture) is None
    plain = reduced(Image.fromarray(grey.astype(np.uint8)), 8, (3200, 2400))
    assert reduced_pdq(plain).undecided <= MOST_UNDECIDED


def test_a_written_page_is_left_to_the_full_decode() -> None:
    page = Image.new("L", (500, 400), "white")
    draw = ImageDraw.Draw(page)
    for line in range(0, 400, 25):
        draw.text((0, line), "a line of writing " * 6, fill="black", font_size=14)
    page.paste(photograph("coffee.png").convert("L").resize((300, 250)), (200, 150))
    picture = reduced(page, 4, (2000, 1600))
    assert not may_be_framed(page)
    assert is_drawn(page)
    assert reduced_hashes(picture) is None
    assert not any(is_drawn(photograph(name).convert("L")) for name in PHOTOGRAPHS)


@pytest.mark.parametrize(
    ("tone", "drawn"), [(0, True), (3, True), (4, False), (251, False), (252, True), (255, True)]
)
def test_only_tones_next_to_black_or_white_count_as_drawn(tone: int, drawn: bool) -> None:
    assert is_drawn(Image.new("L", (9, 9), tone)) == drawn
