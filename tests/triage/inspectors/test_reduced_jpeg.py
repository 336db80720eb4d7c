import io
import struct

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image, ImageFile

from hashsets.perceptual_hashes import perceptual_hashes
from tests.triage.inspectors.examine import distance, gaps, picture, run, subject
from triage.inspectors import decode
from triage.inspectors.picture import PictureInspector
from triage.inspectors.reduced_scale import factor_of
from triage.records import Picture

ORDINARY = PictureInspector(large=lambda: False)
FULLY = PictureInspector(large=lambda: True, near=lambda _: True)


def scene(width: int, height: int) -> Image.Image:
    rough = np.random.default_rng(7).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    return Image.fromarray(rough).resize((width, height), Image.Resampling.BICUBIC)


def saved(image: Image.Image, **options: object) -> bytes:
    body = io.BytesIO()
    image.save(body, "JPEG", **options)
    return body.getvalue()


def seen(body: bytes, inspector: PictureInspector = ORDINARY) -> Picture:
    return picture(run(inspector, subject(body, mime="image/jpeg")))


@pytest.mark.parametrize(
    ("size", "factor"),
    [
        ((4000, 3000), 8),
        ((2000, 2000), 8),
        ((1999, 2000), 4),
        ((1000, 1000), 4),
        ((999, 1000), 1),
        ((40_000, 600), 4),
        ((40_000, 500), 1),
    ],
)
def test_the_scale_goes_by_the_pixels_and_never_leaves_too_few(
    size: tuple[int, int], factor: int
) -> None:
    assert factor_of(size) == factor


@pytest.mark.parametrize(("size", "scale"), [((2400, 1800), "1/8"), ((1300, 900), "1/4")])
@pytest.mark.parametrize(
    "options",
    [
        {},
        {"progressive": True},
        {"subsampling": 0},
        {"subsampling": 2, "quality": 40},
        {"restart_marker_rows": 1},
        {"optimize": True},
    ],
)
def test_a_large_jpeg_is_hashed_at_a_reduced_scale_close_to_its_full_decode(
    size: tuple[int, int], scale: str, options: dict[str, object]
) -> None:
    body = saved(scene(*size), **options)
    quick, full = seen(body), seen(body, FULLY)
    assert (quick.scale, full.scale, full.doubt) == (scale, "1", b"")
    assert (quick.width, quick.height) == (full.width, full.height) == size
    for place in range(0, 256, 32):
        ours, theirs = (each.pdq or b"" for each in (quick, full))
        assert distance(ours[place : place + 32], theirs[place : place + 32]) <= 8


@pytest.mark.parametrize("size", [(2403, 1801), (1301, 907), (1303, 1001)])
def test_sizes_that_are_no_multiple_of_a_block_are_hashed_as_closely(size: tuple[int, int]) -> None:
    body = saved(scene(*size))
    quick, full = seen(body), seen(body, FULLY)
    assert quick.scale != "1"
    assert distance((quick.pdq or b"")[:32], (full.pdq or b"")[:32]) <= 4


def test_a_grey_jpeg_is_hashed_at_a_reduced_scale() -> None:
    body = saved(scene(1300, 900).convert("L"))
    assert seen(body).scale == "1/4"
    assert distance(seen(body).pdq, seen(body, FULLY).pdq) <= 8 * 4


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_held_any_way_is_hashed_as_displayed_at_a_reduced_scale(orientation: int) -> None:
    exif = Image.Exif()
    exif[decode.ORIENTATION] = orientation
    body = saved(scene(1301, 907), exif=exif)
    quick, full = seen(body), seen(body, FULLY)
    assert (quick.scale, quick.width, quick.height) == ("1/4", full.width, full.height)
    assert distance((quick.pdq or b"")[:32], (full.pdq or b"")[:32]) <= 8
    assert distance((quick.phash or b"")[:8], (full.phash or b"")[:8]) <= 2


def test_what_may_match_is_decoded_fully_and_only_that_is_told() -> None:
    asked: list[Picture] = []

    def near(each: Picture) -> bool:
        asked.append(each)
        return True

    inspector = PictureInspector(near=near)
    body = saved(scene(1300, 900))
    found = seen(body, inspector)
    with Image.open(io.BytesIO(body)) as image:
        hashes = perceptual_hashes(image)
    assert [each.scale for each in asked] == ["1/4"]
    assert (found.scale, found.pdq, found.phash) == ("1", hashes.pdq, hashes.phash)


def test_a_cmyk_jpeg_is_decoded_fully() -> None:
    assert seen(saved(scene(1300, 900).convert("CMYK"))).scale == "1"


def test_a_jpeg_that_holds_rgb_itself_is_decoded_fully() -> None:
    body = saved(scene(1300, 900), keep_rgb=True)
    assert seen(body).scale == "1"
    assert gaps(run(ORDINARY, subject(body, mime="image/jpeg"))) == []


@pytest.mark.parametrize("kept", [0.3, 0.9, 0.999])
def test_a_truncated_jpeg_is_the_same_gap_and_the_same_hashes_as_ever(kept: float) -> None:
    body = saved(scene(1300, 900))
    torn = body[: int(len(body) * kept)]
    found = run(ORDINARY, subject(torn, mime="image/jpeg"))
    assert [reason for reason, _ in gaps(found)] == ["damaged"]
    assert picture(found).scale == "1"
    assert not ImageFile.LOAD_TRUNCATED_IMAGES


def test_twelve_bit_samples_are_a_gap_as_ever() -> None:
    body = saved(scene(1300, 900))
    frame = body.index(b"\xff\xc0")
    found = run(
        ORDINARY, subject(body[: frame + 4] + b"\x0c" + body[frame + 5 :], mime="image/jpeg")
    )
    assert [reason for reason, _ in gaps(found)] == ["damaged"]


def test_a_frame_header_that_lies_about_the_size_costs_only_that_picture() -> None:
    body = saved(scene(1300, 900))
    frame = body.index(b"\xff\xc0")
    taller = body[: frame + 5] + struct.pack(">H", 1800) + body[frame + 7 :]
    found = run(ORDINARY, subject(taller, mime="image/jpeg"))
    assert picture(found).scale == "1"


@pytest.mark.slow
@settings(max_examples=40, deadline=None)
@given(st.data())
def test_no_damage_ends_a_reduced_decode_otherwise_than_in_the_full_one(
    data: st.DataObject,
) -> None:
    body = bytearray(saved(scene(1200, 900), quality=50))
    for _ in range(data.draw(st.integers(1, 6))):
        body[data.draw(st.integers(2, len(body) - 1))] = data.draw(st.integers(0, 255))
    try:
        found = run(ORDINARY, subject(bytes(body), mime="image/jpeg"))
    except MemoryError:  # its header now claims a picture for the large-memory worker
        return
    for each in found:
        if isinstance(each, Picture) and each.scale != "1":
            full = seen(bytes(body), FULLY)
            assert (full.width, full.height) == (each.width, each.height)
            assert full.pdq is not None


def test_a_larger_photo_than_an_ordinary_worker_decodes_is_hashed_there_at_a_reduced_scale() -> (
    None
):
    found = run(ORDINARY, subject(saved(scene(6000, 4200)), mime="image/jpeg"))
    assert picture(found).scale == "1/8"
    near = PictureInspector(large=lambda: False, near=lambda _: True)
    with pytest.raises(MemoryError):
        run(near, subject(saved(scene(6000, 4200)), mime="image/jpeg"))


def test_a_letterboxed_photo_is_hashed_without_its_borders_too() -> None:
    inner = scene(1200, 700)
    canvas = Image.new("RGB", (1200, 1000))
    canvas.paste(inner, (0, 150))
    found = seen(saved(canvas, quality=92))
    assert found.scale == "1"
    assert found.trimmed is not None
    assert distance(found.trimmed.pdq[:32], perceptual_hashes(inner).pdq[:32]) <= 31


def test_what_borders_enclose_is_not_hashed_where_it_shows_too_little() -> None:
    canvas = Image.new("L", (600, 500))
    canvas.paste(Image.new("L", (600, 300), 140), (0, 100))
    assert seen(saved(canvas)).trimmed is None
