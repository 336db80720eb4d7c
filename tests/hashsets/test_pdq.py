import csv
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashsets.inner_loops import LOOPS
from hashsets.pdq import pdq_hash, plainly_sampled_rows, sampled_rows, taps
from hashsets.reference import plain_pdq, plain_pdq_orientations
from hashsets.transforms import TRANSFORMS, transformed
from tests.hashsets.pictures import PHOTOGRAPHS, distance, noise, opened, photograph, published


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.integers(5, 300), st.integers(5, 300), st.integers(0, 2**32 - 1))
def test_the_operator_equals_the_plain_filter(height: int, width: int, seed: int) -> None:
    image = noise(height, width, seed)
    fast = pdq_hash(image)
    assert (fast.orientations[:32], fast.quality) == plain_pdq(image)
    assert fast.orientations == plain_pdq_orientations(image)


@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_photograph_hashes_as_the_plain_filter_says(name: str) -> None:
    image = photograph(name)
    fast = pdq_hash(image)
    assert (fast.orientations[:32], fast.quality) == plain_pdq(image)
    assert fast.quality > 90


def test_published_hashes_are_met_within_their_stated_tolerance() -> None:
    with published("pdq", "GROUND_TRUTH_pdq_expected.csv").open() as file:
        rows = list(csv.reader(file))[1:]
    assert len(rows) == 10
    for path, expected, _ in rows:
        ours = pdq_hash(opened(published("pdq", *path.split("/")))).orientations[:32]
        assert distance(ours, bytes.fromhex(expected)) <= 16, path


def test_every_edit_of_the_bridge_matches_the_original() -> None:
    original = published("pdq", "bridge-mods", "aaa-orig.jpg")
    sought = pdq_hash(opened(original)).orientations[:32]
    edits = sorted(original.parent.iterdir())
    assert len(edits) == 12
    assert all(distance(sought, pdq_hash(opened(p)).orientations[:32]) <= 31 for p in edits)


def test_different_photographs_do_not_match_in_any_orientation() -> None:
    folders = published("pdq", "labelme"), published("wikimedia")
    hashes = [
        pdq_hash(opened(path)).orientations
        for folder in folders
        for path in sorted(folder.glob("*.jpg"))
    ]
    assert len(hashes) == 9
    for place, one in enumerate(hashes):
        for other in hashes[place + 1 :]:
            for turn in range(8):
                assert distance(one[turn * 32 : turn * 32 + 32], other[:32]) > 31


def test_a_rotated_photograph_is_found_by_turning_it_back() -> None:
    original = published("pdq", "dih", "bridge-1-original.jpg")
    turned = opened(original.with_name("bridge-3-rotate-180.jpg"))
    eight = pdq_hash(turned).orientations
    back = TRANSFORMS.index("rotate180") * 32
    sought = pdq_hash(opened(original)).orientations[:32]
    assert distance(eight[back : back + 32], sought) <= 31 < distance(eight[:32], sought)


@pytest.mark.parametrize("size", [(96, 128), (131, 197), (150, 150), (313, 200), (640, 480)])
@pytest.mark.parametrize("name", PHOTOGRAPHS)
def test_a_turned_copy_of_whatever_size_is_found_at_no_distance(
    name: str, size: tuple[int, int]
) -> None:
    image = photograph(name).resize(size)
    eight = pdq_hash(image).orientations
    for place, transform in enumerate(TRANSFORMS):
        planes = [transformed(np.asarray(plane), transform) for plane in image.split()]
        turned = Image.fromarray(np.stack(planes, axis=2))
        ours = eight[place * 32 : place * 32 + 32]
        assert ours == pdq_hash(turned).orientations[:32], transform


def test_a_mirror_symmetric_picture_hashes_alike_both_ways() -> None:
    half = np.asarray(noise(64, 32, 3))
    eight = pdq_hash(Image.fromarray(np.concatenate([half, half[:, ::-1]], axis=1))).orientations
    mirror = TRANSFORMS.index("mirror") * 32
    assert eight[:32] == eight[mirror : mirror + 32]


def test_a_picture_without_features_has_quality_zero() -> None:
    assert pdq_hash(Image.new("RGB", (300, 200), "teal")).quality == 0


def test_a_picture_too_small_to_hash_has_the_zero_hash_of_quality_zero() -> None:
    tiny = pdq_hash(noise(4, 100, 1))
    assert (tiny.orientations, tiny.quality) == (bytes(256), 0)


@pytest.mark.parametrize("mode", ["L", "1", "P", "RGBA", "LA", "CMYK", "YCbCr", "I;16", "I", "F"])
def test_every_picture_mode_hashes_as_its_conversion_to_colour(mode: str) -> None:
    image = noise(90, 70, 5).convert("L" if mode in ("I;16", "F", "I") else "RGB").convert(mode)
    assert pdq_hash(image).orientations[:32] == plain_pdq(image)[0]


def test_a_large_picture_never_becomes_floating_point_as_a_whole() -> None:
    image = Image.new("RGB", (6000, 4000), "grey")
    pdq_hash(noise(50, 50, 1))
    tracemalloc.start()
    pdq_hash(image)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 40 << 20 < 6000 * 4000 * 8


def test_pdqhash_agrees_bit_for_bit_on_photographs() -> None:
    pdqhash = pytest.importorskip("pdqhash")
    for name in PHOTOGRAPHS:
        image = photograph(name)
        bits, quality = pdqhash.compute(np.asarray(image))
        ours = pdq_hash(image)
        assert np.packbits(bits.astype(bool)).tobytes() == ours.orientations[:32]
        assert quality == ours.quality


@settings(max_examples=60, deadline=None)
@given(
    st.integers(5, 600),
    st.integers(5, 600),
    st.sampled_from(["L", "RGB"]),
    st.integers(0, 2**32 - 1),
)
def test_the_rows_summed_in_c_are_those_of_the_matrix_products(
    height: int, width: int, mode: str, seed: int
) -> None:
    image = noise(height, width, seed).convert(mode)
    sums = sampled_rows(image) if LOOPS else plainly_sampled_rows(image)
    assert np.allclose(sums, plainly_sampled_rows(image), rtol=0, atol=1e-9)


def test_rows_beyond_the_picture_are_refused() -> None:
    if LOOPS is None:
        pytest.skip("the loops in C were not compiled")
    _, first, count, weights = taps(100)
    rows = np.zeros((128, 10))
    with pytest.raises(ValueError, match="do not fit"):
        LOOPS.sum_rows(bytes(299), 0, 10, 10, 3, first, count, weights, rows)
    with pytest.raises(ValueError, match="do not fit"):
        LOOPS.sum_rows(bytes(300), 0, 10, 10, 3, first - 1, count, weights, rows)
    with pytest.raises(ValueError, match="do not fit"):
        LOOPS.sum_rows(bytes(300), 0, 10, 10, 3, first, count + 9, weights, rows)
    LOOPS.sum_rows(bytes(300), 1 << 27, 10, 10, 3, first, count, weights, rows)
    assert not rows.any()


@settings(max_examples=40, deadline=None)
@given(st.integers(5, 200), st.integers(5, 200), st.integers(0, 2**32 - 1))
def test_a_wide_picture_laid_on_its_side_hashes_the_same(
    height: int, width: int, seed: int
) -> None:
    image = noise(height, width, seed)
    usual = pdq_hash(image)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("hashsets.pdq.WIDE", 0)
        assert pdq_hash(image) == usual


@pytest.mark.slow
def test_a_very_wide_picture_takes_little_memory() -> None:
    image = Image.new("RGB", (300_000, 20), "grey")
    pdq_hash(noise(50, 50, 1))
    tracemalloc.start()
    pdq_hash(image)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 60 << 20
