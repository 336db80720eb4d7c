import io
import struct
import tracemalloc
import zlib

import imagehash
import numpy as np
import pytest
from PIL import Image, ImageFilter

from hashsets.transforms import TRANSFORMS
from tests.triage.inspectors.examine import PUBLISHED, distance, gaps, picture, run, subject
from triage.content import Content, Unexamined
from triage.inspectors import decode
from triage.inspectors.base import Subject
from triage.inspectors.picture import FIRST_FRAME_ONLY, PREVIEW_ONLY, PictureInspector
from triage.reasons import Reason

needs_published = pytest.mark.skipif(not PUBLISHED.exists(), reason="no published data")

ORDINARY = PictureInspector(large=lambda: False)
LARGE = PictureInspector(large=lambda: True)


def scene(width: int = 160, height: int = 120) -> Image.Image:
    noise = np.random.default_rng(7).integers(0, 256, (12, 16, 3), dtype=np.uint8)
    rough = Image.fromarray(noise).resize((width, height), Image.Resampling.BICUBIC)
    return rough.filter(ImageFilter.SMOOTH)


def saved(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    image.save(file, kind, **options)
    return file.getvalue()


def oriented(image: Image.Image, orientation: int) -> bytes:
    exif = Image.Exif()
    exif[decode.ORIENTATION] = orientation
    return saved(image, "JPEG", quality=95, exif=exif)


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png_bomb(width: int, height: int) -> bytes:
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0))
    rows = zlib.compressobj(9)
    body = b"".join(rows.compress(bytes(1 + width // 8)) for _ in range(height)) + rows.flush()
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", body) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("kind", "mime"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("GIF", "image/gif"),
        ("WEBP", "image/webp"),
        ("TIFF", "image/tiff"),
        ("BMP", "image/bmp"),
        ("HEIF", "image/heic"),
        ("AVIF", "image/avif"),
    ],
)
def test_one_scene_hashes_alike_in_every_format(kind: str, mime: str) -> None:
    reference = picture(run(ORDINARY, subject(saved(scene(), "PNG"), mime="image/png")))
    found = run(ORDINARY, subject(saved(scene(), kind), mime=mime))
    assert gaps(found) == []
    assert (picture(found).width, picture(found).height) == (160, 120)
    assert distance(reference.pdq, picture(found).pdq) <= 8 * 24
    assert distance(reference.phash, picture(found).phash) <= 8 * 4


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "GIF"])
def test_hashes_are_those_imagehash_gives_the_decoded_file(kind: str) -> None:
    body = saved(scene(), kind)
    found = picture(run(ORDINARY, subject(body, mime=f"image/{kind.lower()}")))
    with Image.open(io.BytesIO(body)) as opened:
        assert str(imagehash.phash(opened)) == (found.phash or b"")[:8].hex()
        assert str(imagehash.dhash(opened)) == (found.dhash or b"").hex()


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photo_held_any_way_hashes_as_it_is_displayed(orientation: int) -> None:
    undo = {2: 2, 3: 3, 4: 4, 5: 5, 6: 8, 7: 7, 8: 6}
    upright = picture(run(ORDINARY, subject(saved(scene(), "PNG"), mime="image/png")))
    stored = decode.upright(scene(), undo.get(orientation, 1))
    found = picture(run(ORDINARY, subject(oriented(stored, orientation), mime="image/jpeg")))
    assert (found.width, found.height) == (160, 120)
    assert distance((upright.pdq or b"")[:32], (found.pdq or b"")[:32]) <= 12
    assert found.exif["orientation"] == str(orientation)


@pytest.mark.parametrize("orientation", [3, 6])
@pytest.mark.parametrize(("kind", "mime"), [("TIFF", "image/tiff"), ("AVIF", "image/avif")])
def test_a_picture_is_never_turned_twice(kind: str, mime: str, orientation: int) -> None:
    upright = picture(run(ORDINARY, subject(saved(scene(), "PNG"), mime="image/png")))
    stored = decode.upright(scene(), {3: 3, 6: 8}[orientation])
    exif = Image.Exif()
    exif[decode.ORIENTATION] = orientation
    found = picture(run(ORDINARY, subject(saved(stored, kind, exif=exif), mime=mime)))
    assert (found.width, found.height) == (160, 120)
    assert distance((upright.pdq or b"")[:32], (found.pdq or b"")[:32]) <= 16


def test_a_heic_is_turned_once_by_its_own_decoder() -> None:
    exif = Image.Exif()
    exif[decode.ORIENTATION] = 6
    stored = decode.upright(scene(), 8)
    found = picture(
        run(
            ORDINARY,
            subject(saved(stored, "HEIF", exif=exif.tobytes()), mime="image/heic"),
        )
    )
    upright = picture(run(ORDINARY, subject(saved(scene(), "PNG"), mime="image/png")))
    assert (found.width, found.height) == (160, 120)
    assert distance((upright.pdq or b"")[:32], (found.pdq or b"")[:32]) <= 24
    assert found.exif["orientation"] == "6"


def test_a_truncated_photo_is_hashed_as_far_as_it_decodes_and_is_a_gap() -> None:
    body = saved(scene(640, 480), "JPEG", quality=95)
    whole = picture(run(ORDINARY, subject(body, mime="image/jpeg")))
    found = run(ORDINARY, subject(body[: len(body) * 95 // 100], mime="image/jpeg"))
    ((reason, detail),) = gaps(found)
    assert reason == "damaged"
    assert "the hashes are of the part that decodes" in detail
    assert distance((whole.pdq or b"")[:32], (picture(found).pdq or b"")[:32]) <= 64


def test_a_truncated_picture_says_the_same_in_every_run() -> None:
    body = saved(scene(), "PNG")[:-2000]
    runs = [run(ORDINARY, subject(body, mime="image/png")) for _ in range(2)]
    assert gaps(runs[0]) == gaps(runs[1])
    assert picture(runs[0]) == picture(runs[1])


def test_a_picture_whose_pixels_do_not_decode_still_shows_its_header() -> None:
    body = saved(scene(), "AVIF")
    found = run(ORDINARY, subject(body[: len(body) // 2], mime="image/avif"))
    assert [reason for reason, _ in gaps(found)] == ["damaged"]


def test_what_is_no_picture_is_a_gap_without_addresses() -> None:
    found = run(ORDINARY, subject(b"\xff\xd8\xff" + bytes(100), mime="image/jpeg"))
    assert gaps(found) == [("damaged", "picture header: not a readable JPEG")]


@pytest.mark.parametrize(
    "mime", ["image/svg+xml", "image/jxl", "image/jp2", "image/vnd.adobe.photoshop", "image/x-new"]
)
def test_a_picture_of_a_type_that_is_not_decoded_is_a_gap(mime: str) -> None:
    assert ORDINARY.wants(subject(b"x", mime=mime))
    assert gaps(run(ORDINARY, subject(b"x", mime=mime))) == [
        ("unsupported-format", f"{mime} is not decoded")
    ]


@pytest.mark.parametrize("mime", ["application/pdf", "video/mp4", "text/plain", None])
def test_what_is_not_a_picture_is_left_alone(mime: str | None) -> None:
    assert not ORDINARY.wants(subject(b"x", mime=mime))


def test_only_the_decoder_of_the_true_type_is_tried() -> None:
    postscript = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n%%EndComments\n"
    found = run(ORDINARY, subject(postscript, mime="image/tiff"))
    assert gaps(found) == [("damaged", "picture header: not a readable TIFF")]


def test_a_camera_raw_is_hashed_by_its_preview_and_is_a_gap() -> None:
    found = run(ORDINARY, subject(saved(scene(), "TIFF"), mime="image/x-adobe-dng"))
    assert gaps(found) == [("unsupported-format", PREVIEW_ONLY)]
    assert picture(found).pdq


def test_a_camera_raw_without_a_preview_is_a_gap() -> None:
    body = saved(scene(), "TIFF", compression="tiff_lzw")
    found = run(
        ORDINARY, subject(body[:200] + b"\xff" * 2000 + body[2200:], mime="image/x-nikon-nef")
    )
    assert gaps(found) == [("unsupported-format", "camera raw without a preview that decodes")]


def test_an_animation_is_hashed_by_its_first_frame_and_says_so() -> None:
    frames = [scene().point(lambda v, n=n: (v + n * 20) % 256) for n in range(3)]
    for kind in ("GIF", "WEBP", "PNG", "AVIF"):
        body = saved(frames[0], kind, save_all=True, append_images=frames[1:], duration=50)
        still = picture(
            run(ORDINARY, subject(saved(frames[0], kind), mime=f"image/{kind.lower()}"))
        )
        found = run(ORDINARY, subject(body, mime=f"image/{kind.lower()}"))
        assert gaps(found) == [("limit-count", FIRST_FRAME_ONLY)]
        assert distance(still.pdq, picture(found).pdq) <= 8 * 16


def test_the_further_pages_of_a_tiff_are_a_gap() -> None:
    body = saved(scene(), "TIFF", save_all=True, append_images=[scene().rotate(90)])
    assert gaps(run(ORDINARY, subject(body, mime="image/tiff"))) == [
        ("limit-count", FIRST_FRAME_ONLY)
    ]


def test_three_thousand_frames_cost_no_more_than_one() -> None:
    frame = saved(Image.new("P", (32, 32), 3), "GIF")
    trailer, block = frame[-1:], frame[frame.rindex(b"\x2c", 0, -1) : -1]
    body = frame[:-1] + block * 3000 + trailer
    tracemalloc.start()
    found = run(ORDINARY, subject(body, mime="image/gif"))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert picture(found).width == 32
    assert peak < 5 << 20


def test_a_large_picture_is_left_to_the_large_memory_worker() -> None:
    bomb = png_bomb(10_000, 9_000)
    with pytest.raises(MemoryError):
        run(ORDINARY, subject(bomb, mime="image/png"))


@pytest.mark.slow
def test_ninety_megapixels_decode_in_the_large_memory_worker() -> None:
    found = run(LARGE, subject(png_bomb(10_000, 9_000), mime="image/png"))
    assert gaps(found) == []
    assert (picture(found).width, picture(found).height) == (10_000, 9_000)


def test_more_pixels_than_the_limit_are_a_gap() -> None:
    body = saved(Image.new("1", (16, 16)), "BMP")
    huge = body[:18] + struct.pack("<ii", 16_001, 16_000) + body[26:]
    found = run(LARGE, subject(huge, mime="image/bmp"))
    assert gaps(found) == [("limit-pixels", "more than 256000000 pixels")]


def test_a_webp_is_refused_before_its_decoder_takes_memory() -> None:
    side = (16_383 - 1).to_bytes(3, "little")
    header = b"VP8X" + struct.pack("<I", 10) + b"\x02\x00\x00\x00" + side + side
    body = b"RIFF" + struct.pack("<I", 4 + len(header)) + b"WEBP" + header
    assert gaps(run(LARGE, subject(body, mime="image/webp"))) == [
        ("limit-pixels", "16383 x 16383 pixels")
    ]


@pytest.mark.slow
def test_a_large_webp_goes_to_the_large_memory_worker_sooner_than_other_formats() -> None:
    body = saved(Image.new("RGB", (4500, 4000)), "WEBP")
    with pytest.raises(MemoryError):
        run(ORDINARY, subject(body, mime="image/webp"))
    assert gaps(run(LARGE, subject(body, mime="image/webp"))) == []


def test_damage_that_may_be_want_of_memory_is_tried_again_with_more() -> None:
    body = saved(scene(2400, 1800), "TIFF", compression="tiff_lzw")
    damaged = body[:5000] + b"\xff" * 5000 + body[10_000:]
    with pytest.raises(MemoryError):
        run(ORDINARY, subject(damaged, mime="image/tiff"))
    found = run(LARGE, subject(damaged, mime="image/tiff"))
    assert [reason for reason, _ in gaps(found)] == ["damaged"]


class Unreadable:
    """Content whose second megabyte cannot be read."""

    def __init__(self, body: bytes) -> None:
        self._body = body

    @property
    def size(self) -> int:
        return len(self._body)

    def read(self, offset: int, length: int) -> bytes:
        if offset + length > 1 << 20:
            raise Unexamined(Reason.UNREADABLE, "block 256")
        return self._body[offset : offset + length]


def test_a_block_that_cannot_be_read_is_not_called_damage() -> None:
    content: Content = Unreadable(saved(scene(2000, 1500), "BMP"))
    given = subject(b"", mime="image/bmp")
    given.content = content
    assert isinstance(given, Subject)
    found = run(ORDINARY, given)
    assert gaps(found) == [("unreadable", "block 256")]
    assert (picture(found).width, picture(found).pdq) == (2000, None)


def test_transparency_does_not_change_what_is_hashed() -> None:
    opaque = picture(run(ORDINARY, subject(saved(scene(), "PNG"), mime="image/png")))
    clear = scene().convert("RGBA")
    clear.putalpha(0)
    found = picture(run(ORDINARY, subject(saved(clear, "PNG"), mime="image/png")))
    assert (found.pdq, found.phash, found.dhash) == (opaque.pdq, opaque.phash, opaque.dhash)


@needs_published
def test_imagehash_published_values_are_reproduced() -> None:
    body = (PUBLISHED / "imagehash" / "imagehash.png").read_bytes()
    found = picture(run(ORDINARY, subject(body, mime="image/png")))
    assert (found.phash or b"")[:8].hex() == "ba8c84536bd3c366"
    assert (found.dhash or b"").hex() == "0026273b2b19550e"


@needs_published
@pytest.mark.parametrize("orientation", [3, 6, 8])
def test_a_published_scene_taken_in_any_orientation_matches_untransformed(orientation: int) -> None:
    assert TRANSFORMS[0] == "none"
    one, other = (
        picture(run(ORDINARY, subject((PUBLISHED / "exif" / name).read_bytes(), mime="image/jpeg")))
        for name in ("landscape_1.jpg", f"landscape_{orientation}.jpg")
    )
    assert (one.width, one.height) == (other.width, other.height)
    assert distance((one.pdq or b"")[:32], (other.pdq or b"")[:32]) <= 16
    assert distance((one.phash or b"")[:8], (other.phash or b"")[:8]) <= 2
