import hashlib
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageOps

from hashsets.lookup import lookup
from hashsets.matching import Matcher
from hashsets.perceptual_hashes import perceptual_hashes
from hashsets.picture_service import PictureService
from hashsets.records import HashSetError
from jail.pool import Completed, Failed, Pool, Task
from tests.hashsets.pictures import photograph, published
from tests.hashsets.stored import imported

MD5 = hashlib.md5(b"x").hexdigest()
LONG, SHORT = "0123456789abcdef" * 4, "0123456789abcdef"


@pytest.fixture
def coffee(tmp_path: Path) -> Matcher:
    """A matcher that knows a photograph perceptually and a text file exactly."""
    hashes = perceptual_hashes(photograph("coffee.png"))
    rows = [f"{hashes.pdq[:32].hex()},{hashes.phash[:8].hex()},", f",,{MD5}"]
    text = "\n".join(["pdq,phash,md5", *rows])
    return Matcher([imported(tmp_path / "sets", text, version="1").info])


def test_a_hash_is_looked_up_as_every_algorithm_of_its_length(tmp_path: Path) -> None:
    text = f"sha256,pdq,phash,md5\n{LONG},{LONG},{SHORT},{MD5}\n"
    matcher = Matcher([imported(tmp_path, text, version="1").info])
    assert [found["algorithm"] for found in lookup(matcher, LONG)] == ["sha256", "pdq"]
    assert [found["algorithm"] for found in lookup(matcher, LONG, "pdq")] == ["pdq"]
    assert [found["algorithm"] for found in lookup(matcher, SHORT)] == ["phash"]
    assert lookup(matcher, MD5.upper()) == [
        {
            "query": MD5.upper(),
            "algorithm": "md5",
            "set": "unit",
            "set_version": "1",
            "record": 0,
            "category": None,
            "label": None,
            "distance": 0,
            "transform": "none",
        }
    ]


def test_a_hash_in_no_set_has_no_matches(coffee: Matcher) -> None:
    assert lookup(coffee, "00" * 16) == []


@pytest.mark.parametrize("query", ["", "xyz", "abc", "/nowhere/at.all"])
def test_what_is_neither_a_hash_nor_a_file_is_one_clear_line(coffee: Matcher, query: str) -> None:
    with pytest.raises(HashSetError, match="neither a hash nor a file"):
        lookup(coffee, query)


def test_a_mirrored_jpeg_of_a_known_picture_is_found(coffee: Matcher, tmp_path: Path) -> None:
    path = tmp_path / "mirrored.jpg"
    ImageOps.mirror(photograph("coffee.png")).save(path, quality=80)
    found = lookup(coffee, str(path))
    assert [(match["algorithm"], match["transform"]) for match in found] == [
        ("pdq", "mirror"),
        ("phash", "mirror"),
    ]


def test_a_picture_that_its_exif_turns_is_hashed_as_it_is_shown(
    coffee: Matcher, tmp_path: Path
) -> None:
    path = tmp_path / "turned.jpg"
    exif = Image.Exif()
    exif[0x0112] = 6  # shown turned clockwise
    photograph("coffee.png").rotate(90, expand=True).save(path, exif=exif, quality=95)
    assert {match["transform"] for match in lookup(coffee, str(path))} == {"none"}


@pytest.mark.parametrize("turn", [0, 90])
def test_a_letterboxed_copy_is_found_by_what_its_borders_enclose(
    coffee: Matcher, tmp_path: Path, turn: int
) -> None:
    path = tmp_path / "boxed.jpg"
    boxed = ImageOps.expand(photograph("coffee.png"), (0, 150, 0, 150), "black")
    boxed.rotate(turn, expand=True).save(path, quality=85)
    (found, *more) = lookup(coffee, str(path))
    assert (found["algorithm"], found["record"]) == ("pdq", 0)
    assert found["transform"] == ("trimmed-rotate90" if turn else "trimmed")
    assert {(match["algorithm"], match["transform"]) for match in more} <= {
        ("phash", found["transform"])
    }


def test_a_frame_around_next_to_nothing_is_not_looked_into(coffee: Matcher, tmp_path: Path) -> None:
    path = tmp_path / "flat.png"
    ImageOps.expand(Image.new("L", (200, 200), 120), 40, "black").save(path)
    assert lookup(coffee, str(path)) == []


@pytest.mark.parametrize("mode", ["I;16", "I", "F", "P", "LA", "CMYK"])
def test_a_picture_of_whatever_mode_is_looked_up_by_what_it_shows(
    coffee: Matcher, tmp_path: Path, mode: str
) -> None:
    path = tmp_path / ("picture.tiff" if mode in {"F", "CMYK", "I"} else "picture.png")
    grey = np.asarray(photograph("coffee.png").convert("L"))
    if mode in {"I;16", "I"}:
        made = Image.fromarray((grey * 257.0).astype(np.uint16 if mode == "I;16" else np.int32))
    else:
        made = photograph("coffee.png").convert("L" if mode in {"F", "LA"} else "RGB").convert(mode)
    made.save(path)
    assert {match["algorithm"] for match in lookup(coffee, str(path))} == {"pdq", "phash"}


def test_a_file_that_is_no_picture_is_looked_up_by_its_digests(
    coffee: Matcher, tmp_path: Path
) -> None:
    (tmp_path / "text").write_bytes(b"x")
    assert [match["record"] for match in lookup(coffee, str(tmp_path / "text"))] == [1]


def test_a_damaged_picture_is_said_to_be_so(coffee: Matcher, tmp_path: Path) -> None:
    path = tmp_path / "cut.webp"
    photograph("coffee.png").save(path)
    path.write_bytes(path.read_bytes()[:2000])
    with pytest.raises(HashSetError, match=r"cut\.webp cannot be decoded"):
        lookup(coffee, str(path))


def test_every_malformed_picture_ends_in_an_answer_or_a_named_failure() -> None:
    paths = {path.name: path for path in published("malformed").iterdir()}
    ended = {}
    with Pool("hashsets.picture_service:PictureService", b"", workers=2) as pool:
        for name, path in paths.items():
            pool.submit(Task(name, b"", (os.open(path, os.O_RDONLY),)))
        while not pool.idle:
            for event in pool.events(timeout=1):
                if isinstance(event, Completed | Failed):
                    ended[event.key] = event
    assert ended.keys() == paths.keys()
    assert {type(event) for event in ended.values()} == {Completed, Failed}


def test_every_canary_of_the_service_lives() -> None:
    canaries = PictureService(b"").canaries()
    assert set(canaries) >= {"JPEG", "PNG", "WEBP"}
    for check in canaries.values():
        check()
