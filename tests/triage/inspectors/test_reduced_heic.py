import io
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from hashsets.reduced import Reduced
from tests.triage.inspectors.examine import distance, gaps, picture, run, subject
from tests.triage.inspectors.heif_files import (
    Tile,
    box,
    cropped,
    grid_file,
    mirrored,
    rotated,
    saved,
    scene,
    tiles,
)
from triage.inspectors.picture import PictureInspector
from triage.inspectors.reduced_heic import reduced_heic
from triage.records import Picture

ORDINARY = PictureInspector(large=lambda: False)
FULLY = PictureInspector(large=lambda: True, near=lambda _: True)
SIZE = (1100, 1028)


def seen(body: bytes, inspector: PictureInspector = ORDINARY) -> Picture:
    return picture(run(inspector, subject(body, mime="image/heic")))


@pytest.fixture(scope="module")
def parts() -> list[Tile]:
    return tiles(scene(*SIZE))


def quick(body: bytes) -> Reduced | None:
    return reduced_heic(body, Image.open(io.BytesIO(body)))


def apart(body: bytes) -> int:
    """The most that a cell differs from the mean of the full decode's grey pixels."""
    ours = quick(body)
    assert ours is not None
    with Image.open(io.BytesIO(body)) as image:
        assert (ours.width, ours.height) == image.size
        full = np.asarray(image.convert("L").reduce(ours.factor), dtype=int)
    return int(np.abs(np.asarray(ours.grey, dtype=int) - full).max())


def assert_close_to_the_full_decode(body: bytes) -> None:
    ours, full = seen(body), seen(body, FULLY)
    assert (ours.scale, full.scale, full.doubt) == ("1/4", "1", b"")
    assert (ours.width, ours.height) == (full.width, full.height)
    for place in range(0, 256, 32):
        one, other = (each.pdq or b"" for each in (ours, full))
        assert distance(one[place : place + 32], other[place : place + 32]) <= 8
    assert distance((ours.phash or b"")[:8], (full.phash or b"")[:8]) <= 2


def test_a_grid_of_tiles_is_hashed_at_a_reduced_scale_close_to_its_full_decode(
    parts: list[Tile],
) -> None:
    assert_close_to_the_full_decode(grid_file(parts, SIZE))


@pytest.mark.parametrize("size", [(1097, 1027), (1029, 1025)])
def test_sizes_that_are_no_multiple_of_a_cell_are_hashed_as_closely(
    size: tuple[int, int], parts: list[Tile]
) -> None:
    assert_close_to_the_full_decode(grid_file(parts, size, [rotated(1)]))


TURNS = [
    *([rotated(quarters)] for quarters in range(4)),
    *([rotated(quarters), mirrored(axis)] for quarters in range(4) for axis in (0, 1)),
    [mirrored(0), rotated(1)],
    [mirrored(1), rotated(3)],
]


@pytest.mark.parametrize("transforms", TURNS)
def test_a_photo_held_any_way_is_decoded_as_displayed(
    transforms: Sequence[bytes], parts: list[Tile]
) -> None:
    assert apart(grid_file(parts, SIZE, transforms)) <= 2


@pytest.mark.parametrize("part", [(1096, 1020), (1097, 1001), (1024, 1028)])
def test_what_a_crop_cuts_off_on_the_right_and_below_is_not_hashed(
    part: tuple[int, int], parts: list[Tile]
) -> None:
    body = grid_file(parts, SIZE, [cropped(SIZE, part)])
    found = quick(body)
    assert found is not None
    assert (found.width, found.height) == part
    assert apart(body) <= 2


@pytest.mark.parametrize(
    "options",
    [
        {},
        {"chroma": 444},
        {"chroma": 422},
        {"full_range_flag": 0},
        {"matrix_coefficients": 5},
        {"save_nclx_profile": False},
    ],
)
def test_one_picture_without_a_grid_is_decoded_at_a_reduced_scale(options: dict[str, int]) -> None:
    assert apart(saved(scene(1101, 1027), **options)) <= 3


@pytest.mark.parametrize(
    "image",
    [
        scene(1101, 1027).convert("RGBA"),
        scene(1101, 1027).convert("L"),
        Image.new("I;16", (1101, 1027), 700),
    ],
)
def test_pictures_that_are_no_plain_colour_photographs_are_decoded_fully(
    image: Image.Image,
) -> None:
    body = saved(image)
    assert quick(body) is None
    assert seen(body).scale == "1"


def test_colours_of_which_luma_is_not_the_grey_are_decoded_fully() -> None:
    assert quick(saved(scene(1101, 1027), matrix_coefficients=1)) is None


def test_a_file_of_several_pictures_is_decoded_fully_and_says_so() -> None:
    body = saved(scene(1101, 1027), save_all=True, append_images=[scene(64, 64)])
    found = run(ORDINARY, subject(body, mime="image/heic"))
    assert picture(found).scale == "1"
    assert [reason for reason, _ in gaps(found)] == ["limit-count"]


def test_a_crop_in_the_middle_is_left_to_the_full_decode(parts: list[Tile]) -> None:
    middle = box(b"clap", *(n.to_bytes(4, "big") for n in (1050, 1, 1026, 1, 0, 1, 0, 1)))
    body = grid_file(parts, SIZE, [middle])
    assert quick(body) is None
    assert (seen(body).scale, seen(body).width) == ("1", 1050)


def test_what_may_match_is_decoded_fully_and_only_that_is_told(parts: list[Tile]) -> None:
    asked: list[Picture] = []

    def near(each: Picture) -> bool:
        asked.append(each)
        return True

    body = grid_file(parts, SIZE)
    found = seen(body, PictureInspector(near=near))
    assert [each.scale for each in asked] == ["1/4"]
    assert found == seen(body, PictureInspector(large=lambda: True, near=lambda _: True))


@pytest.mark.parametrize("kept", [0.5, 0.9, 0.999])
def test_a_truncated_heic_is_hashed_as_far_as_it_goes_and_is_a_gap(
    kept: float, parts: list[Tile]
) -> None:
    body = grid_file(parts, SIZE)
    torn = body[: int(len(body) * kept)]
    found = run(ORDINARY, subject(torn, mime="image/heic"))
    assert [reason for reason, _ in gaps(found)] == ["damaged"]
    assert picture(found).scale == "1"


def test_a_tile_in_the_place_of_another_size_is_left_to_the_full_decode(parts: list[Tile]) -> None:
    small = tiles(scene(128, 128), 128)[0]
    assert quick_or_none(grid_file([*parts[:-1], small], SIZE)) is None


def quick_or_none(body: bytes) -> Reduced | None:
    try:
        return quick(body)
    except (OSError, ValueError, SyntaxError):  # what Pillow says where no header reads
        return None


@pytest.mark.slow
@settings(max_examples=60, deadline=None)
@given(st.data())
def test_no_damage_ends_a_reduced_decode_otherwise_than_in_the_full_one(
    data: st.DataObject,
) -> None:
    body = bytearray(grid_file(tiles_once(), SIZE))
    within = data.draw(st.sampled_from((1500, len(body))))
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(2, within - 1))] = data.draw(st.integers(0, 255))
    try:
        found = run(ORDINARY, subject(bytes(body), mime="image/heic"))
    except MemoryError:  # its header now claims a picture for the large-memory worker
        return
    for each in found:
        if isinstance(each, Picture) and each.scale != "1":
            full = seen(bytes(body), FULLY)
            assert (full.width, full.height) == (each.width, each.height)
            assert full.pdq is not None


_made: list[Tile] = []


def tiles_once() -> list[Tile]:
    _made[:] = _made or tiles(scene(*SIZE))
    return _made
