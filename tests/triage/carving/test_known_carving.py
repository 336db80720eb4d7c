"""Carving beside other people's test data; skipped where it is not there."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from triage.carving.formats import FORMATS
from triage.carving.window import Claimed, Window
from triage.content import Buffer
from triage.records import Carved

DATA = Path(__file__).parents[4] / "shared" / "data"

LEN6192 = "69cee372e6cd7e8e3181aebdb03fc53e18124bff"
"""SHA-1 of bulk_extractor's ``len6192.jpg``: a JPEG of 6,912 bytes, zeros, and a piece of a zip."""


def given(name: str) -> bytes:
    path = DATA / name
    if not path.is_file():
        pytest.skip(f"needs {path.name}")
    return path.read_bytes()


def carved(body: bytes) -> list[Carved]:
    found = Window(0, 0, 0, len(body), [(0, len(body))]).carve(Buffer(body), FORMATS, Claimed())
    return [one for one in found if isinstance(one, Carved)]


@pytest.mark.parametrize("before", [0, 1, 511, 4096, (1 << 20) - 3000])
def test_a_known_jpeg_is_found_at_any_offset(before: int) -> None:
    body = given("carving/len6192.jpg")
    assert hashlib.sha1(body).hexdigest() == LEN6192
    first, *others = carved(bytes(before) + body + b"\x5a" * 999)
    assert (first.offset, first.length, first.complete) == (before, 6912, True)
    picture = body[: first.length]
    assert picture.endswith(b"\xff\xd9")
    with Image.open(io.BytesIO(picture)) as image:
        image.load()
    assert [(one.format, one.offset - before, one.complete) for one in others] == [
        ("zip", 7168, False)
    ]


def test_a_known_zip_is_found_whole_and_its_pictures_once_its_head_is_lost() -> None:
    body = given("carving/jpegs.zip")
    (one,) = carved(body)
    assert (one.format, one.length, one.complete) == ("zip", len(body), True)
    path = DATA / "carving" / "jpegs.zip"
    with zipfile.ZipFile(path) as archive:
        assert all(info.file_size for info in archive.infolist())
    assert all(not one.complete for one in carved(body[4:]) if one.format == "zip")


@pytest.mark.parametrize(
    "name", sorted(path.name for path in (DATA / "wikimedia").glob("*.*")) or ["none"]
)
def test_a_real_file_is_measured_to_its_end(name: str) -> None:
    body = given(f"wikimedia/{name}")
    found = carved(body + bytes(5000))
    if not found or found[0].offset:
        pytest.skip("not of a format that is carved")
    if found[0].format == "jpeg":
        assert body[found[0].length - 2 : found[0].length] == b"\xff\xd9"
    else:
        assert found[0].length == len(body)
    assert found[0].complete
