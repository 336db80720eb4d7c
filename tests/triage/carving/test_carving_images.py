"""What no directory tells of is found by its structure, exactly and once, and then examined."""

import hashlib
import io
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.skerry_command import Skerry
from tests.triage.carving import images
from tests.triage.carving.samples import samples, saved
from tests.triage.little_phone import picture
from tests.triage.sources.volumes import tool

Line = dict[str, Any]


def digest(body: bytes) -> str:
    return hashlib.sha256(body).hexdigest()


def carved(lines: list[Line]) -> list[Line]:
    return [line for line in lines if line["origin"] in ("carved", "slack")]


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("carving") / "home")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return images.ext(tmp_path_factory.mktemp("ext"))


@pytest.fixture(scope="module")
def exam(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    exam = tmp_path_factory.mktemp("exam") / "x.exam"
    command("triage", "run", image, "--exam", exam)
    return exam


def test_every_deleted_file_of_every_format_is_found_whole(command: Skerry, exam: Path) -> None:
    found = {line["sha256"]: line for line in carved(command.lines("files", exam))}
    for body in images.without_holes():
        assert digest(body) in found
        line = found[digest(body)]
        assert line["reason"] != "fragment"
        assert line["runs"] == [[int(line["path"].split("/")[2].split(".")[0], 16), len(body)]]


def test_nothing_that_is_live_is_carved_again(command: Skerry, exam: Path) -> None:
    files = command.lines("files", exam)
    live = [run for line in files if line["allocated"] for run in line["runs"] or ()]
    for line in carved(files):
        ((offset, length),) = line["runs"]
        assert all(offset >= start + size or offset + length <= start for start, size in live)


def test_nothing_is_carved_that_was_not_deleted(command: Skerry, exam: Path) -> None:
    found = carved(command.lines("files", exam))
    known = {digest(body) for body in images.without_holes()}
    assert {line["sha256"] for line in found} == known
    assert len(found) == len(known)


def test_carved_pictures_are_hashed_and_carved_archives_opened(command: Skerry, exam: Path) -> None:
    files = command.lines("files", exam)
    pictures = [line for line in carved(files) if line["path"].endswith((".jpg", ".png", ".heic"))]
    assert pictures
    assert all(line["pdq"] for line in pictures)
    held = {line["parent"] for line in files if line["origin"] == "member"}
    assert {line["id"] for line in carved(files) if line["path"].endswith(".zip")} == held
    assert {line["partition"] for line in carved(files)} == {None}


def test_the_report_says_for_what_free_space_was_searched_and_what_is_not_found_there(
    command: Skerry, exam: Path, tmp_path: Path
) -> None:
    command("triage", "report", exam, "--out", tmp_path / "report")
    page = (tmp_path / "report" / "report.html").read_text("utf-8")
    assert "was searched for gif, heic, jpeg, mp4, png, sqlite, webp and zip in one piece" in page
    assert "files in several pieces, are not found there" in page


def test_space_that_was_carved_is_no_gap_any_more(command: Skerry, exam: Path) -> None:
    reasons = {line["reason"] for line in command.lines("gaps", exam)}
    assert "unallocated-not-examined" not in reasons


@pytest.mark.slow
def test_what_was_not_asked_for_stays_a_gap_and_can_be_asked_for_later(
    command: Skerry, image: Path, exam: Path, tmp_path: Path
) -> None:
    other = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", other, "--carve", "none")
    assert not carved(command.lines("files", other))
    (gap,) = [g for g in command.lines("gaps", other) if g["reason"].startswith("unalloc")]
    assert gap["length"] == image.stat().st_size
    none = command.outputs(other)
    command("triage", "run", image, "--exam", other, "--carve", "jpeg,png")
    found = carved(command.lines("files", other))
    assert {line["path"].rsplit(".")[1] for line in found} == {"jpg", "png"}
    (gap,) = [g for g in command.lines("gaps", other) if g["reason"].startswith("unalloc")]
    assert gap["detail"] == "carved for jpeg, png; not for gif, heic, mp4, sqlite, webp, zip"
    done = command("triage", "run", image, "--exam", other)
    assert "carving again" in done.stderr
    assert command.outputs(other) == command.outputs(exam)
    command("triage", "run", image, "--exam", other, "--carve", "none")
    assert command.outputs(other) == none


def test_an_unknown_type_is_a_wrong_use(command: Skerry, image: Path, tmp_path: Path) -> None:
    words = ("--exam", tmp_path / "x.exam", "--carve", "tiff")
    done = command("triage", "run", image, *words, check=False)
    assert done.returncode == 2
    assert "cannot carve tiff" in done.stderr


@pytest.mark.slow
def test_a_file_of_a_fat_volume_without_any_directory_entry_is_found_exactly(
    command: Skerry, tmp_path: Path
) -> None:
    gone = {f"gone{n}.bin": body for n, (_, body) in enumerate(samples().values())}
    image = images.fat(tmp_path, {"a.jpg": picture(1), **gone, "b.jpg": picture(2)})
    for name in gone:
        images.without_entry(image, name)
    command("triage", "run", image, "--exam", tmp_path / "x.exam")
    found = carved(command.lines("files", tmp_path / "x.exam"))
    assert {line["sha256"] for line in found} == {digest(body) for body in gone.values()}
    assert {line["origin"] for line in found} == {"carved"}


@pytest.mark.slow
def test_a_picture_in_the_slack_of_a_live_file_is_found_and_named_so(
    command: Skerry, tmp_path: Path
) -> None:
    hidden = small_jpeg()
    image = images.fat(tmp_path, {"live.txt": b"live " * 20, "b.jpg": picture(2)})
    body = bytearray(image.read_bytes())
    at = body.index(b"live live ") + 1024
    body[at : at + len(hidden)] = hidden
    image.write_bytes(body)
    command("triage", "run", image, "--exam", tmp_path / "x.exam")
    (line,) = carved(command.lines("files", tmp_path / "x.exam"))
    assert line["path"] == f"/$Slack/{at:#014x}.jpg"
    assert (line["sha256"], line["origin"], line["state"]) == (digest(hidden), "slack", "done")


def small_jpeg() -> bytes:
    body = io.BytesIO()
    Image.linear_gradient("L").resize((32, 32)).save(body, "JPEG", quality=40)
    assert len(body.getvalue()) < 1500
    return body.getvalue()


@pytest.mark.slow
def test_a_deleted_file_that_is_listed_is_not_carved_again(command: Skerry, tmp_path: Path) -> None:
    image = images.fat(tmp_path, {"a.jpg": picture(1), "b.jpg": saved("JPEG", 3)})
    tool("mdel", "-i", image, "::b.jpg")
    command("triage", "run", image, "--exam", tmp_path / "x.exam")
    files = command.lines("files", tmp_path / "x.exam")
    assert not carved(files)
    (deleted,) = [line for line in files if line["origin"] == "deleted"]
    assert deleted["sha256"] == digest(saved("JPEG", 3))


@pytest.mark.slow
def test_an_overwritten_tail_makes_a_fragment_that_is_digested_and_marked(
    command: Skerry, tmp_path: Path
) -> None:
    gone = saved("JPEG", 7)
    image = images.fat(tmp_path, {"gone.jpg": gone, "b.jpg": picture(2)})
    images.without_entry(image, "gone.jpg")
    body = bytearray(image.read_bytes())
    at = body.index(gone) + 4096
    body[at : at + 8192] = b"written over it " * 512
    image.write_bytes(body)
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam)
    (line,) = carved(command.lines("files", exam))
    assert line["state"] == "partial"
    assert line["sha256"]
    gaps = [gap for gap in command.lines("gaps", exam) if gap["file"] == line["id"]]
    assert "fragment" in {gap["reason"] for gap in gaps}
    assert all(gap["advice"] for gap in gaps)


@pytest.mark.slow
@pytest.mark.parametrize("head", [0, 512])
def test_an_image_without_any_file_system_is_carved_whole(
    command: Skerry, tmp_path: Path, head: int
) -> None:
    bodies = [body for _, body in samples().values()]
    image = tmp_path / "raw.img"
    image.write_bytes(b"\x5a" * head + b"".join(body + bytes(700) for body in bodies))
    command("triage", "run", image, "--exam", tmp_path / "x.exam")
    found = {line["sha256"] for line in carved(command.lines("files", tmp_path / "x.exam"))}
    assert {digest(body) for body in bodies} <= found


def test_states_sum_and_everything_that_is_not_done_has_a_gap(command: Skerry, exam: Path) -> None:
    files = command.lines("files", exam)
    gaps = {line["file"] for line in command.lines("gaps", exam)}
    assert len({line["id"] for line in files}) == len(files)
    for line in files:
        assert line["state"] in ("done", "partial", "failed", "skipped")
        assert (line["state"] == "done") == (line["id"] not in gaps)
