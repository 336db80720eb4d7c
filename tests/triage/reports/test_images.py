import base64
import io
import re
from pathlib import Path

import pytest
from PIL import Image

from tests.triage.reports.exams import HOSTILE
from tests.triage.reports.reading import read
from triage.reports.images import thumbnails, write
from triage.reports.thumbnail import LARGEST_SIDE, blurred, is_thumbnail

FINDING = {
    "path": "/<b>a.jpg",
    "severity": "high",
    "status": "unverified",
    "explanation": "It is identical.",
}


def stripes(width: int, height: int, mode: str = "RGB") -> Image.Image:
    picture = Image.new("L", (width, height))
    picture.putdata([255 * (x // 2 % 2) for _ in range(height) for x in range(width)])
    return picture.convert(mode)


def jpeg(width: int, height: int) -> bytes:
    buffer = io.BytesIO()
    stripes(width, height).save(buffer, "JPEG")
    return buffer.getvalue()


@pytest.mark.parametrize("mode", ["RGB", "RGBA", "L", "P", "CMYK", "1"])
def test_a_thumbnail_is_small_blurred_and_bare(mode: str) -> None:
    body = blurred(stripes(400, 200, mode))
    assert is_thumbnail(body)
    with Image.open(io.BytesIO(body)) as small:
        assert small.size == (LARGEST_SIDE, LARGEST_SIDE // 2)
        assert not small.getexif()
        low, high = small.convert("L").getextrema()
        assert int(str(high)) - int(str(low)) < 128


def test_a_small_picture_is_blurred_too() -> None:
    with Image.open(io.BytesIO(blurred(stripes(40, 40)))) as small:
        low, high = small.convert("L").crop((8, 8, 32, 32)).getextrema()
    assert int(str(high)) - int(str(low)) < 64


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"\xff\xd8",
        b"<script>",
        jpeg(97, 10),
        jpeg(10, 97),
        jpeg(10, 10)[:-2],
        b"\xff\xd8\xff\xd9",
    ],
)
def test_what_is_no_thumbnail_is_refused(body: bytes) -> None:
    assert not is_thumbnail(body)


def test_the_exhibit_says_what_it_is_before_anything_else() -> None:
    page = read("".join(thumbnails("Examination of exhibit JB/1", [(FINDING, jpeg(20, 20))])))
    assert page.texts[0].startswith("EXHIBIT: this file holds pictures from the evidence.")


def test_the_exhibit_holds_the_thumbnails_and_nothing_from_outside(tmp_path: Path) -> None:
    body = jpeg(90, 90)
    assert write(tmp_path, "Examination", [(FINDING, body)]) == ["exhibit-images.html"]
    source = (tmp_path / "exhibit-images.html").read_text("utf-8")
    page = read(source)
    (image,) = page.named("img")
    kind, _, text = image["src"].partition(",")
    assert (kind, base64.b64decode(text)) == ("data:image/jpeg;base64", body)
    assert re.search(r"default-src &#39;none&#39;;.*img-src data:", source)
    assert "/<b>a.jpg" in page.text
    assert page.named("b") == []


def test_bytes_that_are_no_thumbnail_never_reach_the_page() -> None:
    page = read("".join(thumbnails("Examination", [(FINDING, b"<svg onload=alert(1)>")])))
    assert page.named("img") == []
    assert "No thumbnail could be made." in page.text


def test_hostile_names_stay_text_in_the_exhibit() -> None:
    lines = [({**FINDING, "path": path.decode("latin-1")}, jpeg(8, 8)) for path in HOSTILE]
    page = read("".join(thumbnails("Examination", lines)))
    assert len(page.named("img")) == len(HOSTILE)
    assert page.named("script") == []
