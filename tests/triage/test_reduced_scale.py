"""Photographs of 12 MP: hashed at 1/8, decoded fully where they may match, and nothing lost."""

import io
import signal
from pathlib import Path

import pytest
from PIL import Image

from hashsets.perceptual_hashes import perceptual_hashes
from tests.hashsets.pictures import photograph
from tests.skerry_command import Skerry
from tests.triage.little_phone import zipped

pytestmark = pytest.mark.slow

NAMES = ("chelsea.png", "coffee.png", "china.jpg")


def large(name: str) -> bytes:
    body = io.BytesIO()
    photograph(name).resize((4000, 3000), Image.Resampling.BICUBIC).save(body, "JPEG", quality=85)
    return body.getvalue()


@pytest.fixture(scope="module")
def photos() -> dict[str, bytes]:
    return {name: large(name) for name in NAMES}


@pytest.fixture(scope="module")
def phone(photos: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("phone")
    for name in NAMES:
        (folder / name).with_suffix(".jpg").write_bytes(photos[name])
    inside = {"inner.jpg": photos["coffee.png"], "note.txt": b"plain"}
    (folder / "backup.zip").write_bytes(zipped(inside))
    return folder


@pytest.fixture(scope="module")
def lists(photos: dict[str, bytes], tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A hash list for each photograph, each hash 30 of 256 or 7 of 64 bits from the full one."""
    folder = tmp_path_factory.mktemp("lists")
    made = {}
    for name in NAMES:
        with Image.open(io.BytesIO(photos[name])) as image:
            hashes = perceptual_hashes(image)
        pdq = int.from_bytes(hashes.pdq[:32], "big") ^ int("1000" * 29 + "1", 2)
        phash = int.from_bytes(hashes.phash[:8], "big") ^ int("1000" * 6 + "1", 2)
        made[name] = folder / f"{name}.csv"
        made[name].write_text(f"pdq,phash\n{pdq:064x},{phash:016x}\n")
    return made


def adopt(skerry: Skerry, path: Path) -> None:
    words = ("--name", "n", "--disposition", "alert", "--pipeline", "skerry")
    skerry("hashsets", "import", path, *words)


def scales(skerry: Skerry, exam: Path) -> dict[str, str | None]:
    return {line["path"]: line["hash_scale"] for line in skerry.lines("files", exam)}


def test_only_what_may_match_is_decoded_fully_and_distances_are_those_of_the_full_decode(
    skerry: Skerry, phone: Path, lists: dict[str, Path], tmp_path: Path
) -> None:
    adopt(skerry, lists["coffee.png"])
    exam = tmp_path / "x.exam"
    skerry("triage", "run", phone, "--exam", exam)
    assert scales(skerry, exam) == {
        "/backup.zip": None,
        "/backup.zip>>inner.jpg": "1",
        "/backup.zip>>note.txt": None,
        "/chelsea.jpg": "1/8",
        "/china.jpg": "1/8",
        "/coffee.jpg": "1",
    }
    found = {(f["path"], f["algorithm"], f["distance"]) for f in skerry.lines("findings", exam)}
    assert found == {
        (path, algorithm, distance)
        for path in ("/coffee.jpg", "/backup.zip>>inner.jpg")
        for algorithm, distance in (("pdq", 30), ("phash", 7))
    }


@pytest.mark.parametrize("point", [None, "rematch:1", "read again:1", "examined:2"])
def test_matched_again_under_another_set_an_examination_is_as_a_fresh_one(
    skerry: Skerry,
    phone: Path,
    lists: dict[str, Path],
    tmp_path: Path,
    point: str | None,
) -> None:
    exam, fresh = tmp_path / "x.exam", tmp_path / "fresh.exam"
    adopt(skerry, lists["chelsea.png"])
    skerry("triage", "run", phone, "--exam", exam)
    assert {f["path"] for f in skerry.lines("findings", exam)} == {"/chelsea.jpg"}
    adopt(skerry, lists["coffee.png"])
    if point is not None:
        words = ("triage", "run", phone, "--exam", exam)
        killed = skerry(*words, check=False, SKERRY_CRASH_AFTER=point)
        assert killed.returncode == -signal.SIGKILL, killed.stderr
    skerry("triage", "run", phone, "--exam", exam)
    skerry("triage", "run", phone, "--exam", fresh)
    assert len(skerry.lines("findings", exam)) == 4
    assert skerry.outputs(exam) == skerry.outputs(fresh)
    assert skerry("triage", "verify", exam, phone).returncode == 0


def test_without_any_set_every_photo_ends_at_a_reduced_scale_whatever_came_before(
    skerry: Skerry, phone: Path, lists: dict[str, Path], tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    adopt(skerry, lists["china.jpg"])
    skerry("triage", "run", phone, "--exam", exam)
    assert scales(skerry, exam)["/china.jpg"] == "1"
    (tmp_path / "none.md5").write_text("0" * 31 + "1\n")
    skerry("hashsets", "import", tmp_path / "none.md5", "--name", "m", "--disposition", "alert")
    skerry("triage", "run", phone, "--exam", exam, "--set", "m")
    assert set(scales(skerry, exam).values()) == {None, "1/8"}
    assert skerry.lines("findings", exam) == []
