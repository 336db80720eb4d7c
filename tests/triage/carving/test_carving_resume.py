"""Killed anywhere, or with any number of workers, carving ends the same."""

import hashlib
import signal
from pathlib import Path

import pytest

from tests.skerry_command import Skerry
from tests.triage.carving.samples import samples, saved
from triage.carving.window import WINDOW


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("resume") / "home")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A medium without a file system, mostly hole, with files over the windows' borders."""
    image = tmp_path_factory.mktemp("evidence") / "x.img"
    archive = samples()["zip, stored"][1]
    with image.open("wb") as file:
        for number, body in enumerate((saved("JPEG", 1), archive, saved("PNG", 2))):
            file.seek((number + 1) * WINDOW - 3000)
            file.write(body)
            file.seek(number * WINDOW + 5000 * 512)
            file.write(saved("JPEG", 10 + number) + saved("GIF", 10)[:5000])
        file.truncate(3 * WINDOW + (1 << 20))
    return image


@pytest.fixture(scope="module")
def uninterrupted(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    exam = tmp_path_factory.mktemp("whole") / "x.exam"
    command("triage", "run", image, "--exam", exam, "--workers", "1")
    found = {line["sha256"] for line in command.lines("files", exam)}
    archive = samples()["zip, stored"][1]
    for body in (saved("JPEG", 1), archive, saved("PNG", 2), saved("JPEG", 12)):
        assert hashlib.sha256(body).hexdigest() in found
    carved = [line for line in command.lines("files", exam) if line["origin"] == "carved"]
    assert len(carved) == 9
    return command.outputs(exam)


@pytest.mark.slow
@pytest.mark.parametrize("point", ["carve:1", "carve:2", "carve:4", "examined:1", "examined:6"])
def test_a_run_killed_while_carving_resumes_to_the_same_bytes(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path, point: str
) -> None:
    exam = tmp_path / "x.exam"
    killed = command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted
    assert command("triage", "verify", exam, image).returncode == 0


@pytest.mark.slow
def test_any_number_of_workers_carves_the_same(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path
) -> None:
    command("triage", "run", image, "--exam", tmp_path / "x.exam", "--workers", "3")
    assert command.outputs(tmp_path / "x.exam") == uninterrupted


@pytest.mark.slow
def test_other_types_asked_for_while_unfinished_are_carved_anew(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    words = ("triage", "run", image, "--exam")
    command(*words, exam, check=False, SKERRY_CRASH_AFTER="carve:3")
    command(*words, exam, "--carve", "png,zip")
    command(*words, tmp_path / "fresh.exam", "--carve", "png,zip")
    assert command.outputs(exam) == command.outputs(tmp_path / "fresh.exam")


@pytest.mark.slow
def test_space_not_reached_in_time_stays_a_gap(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER="carve:2")
    gaps = command.lines("gaps", exam)
    assert "not-reached" in {gap["reason"] for gap in gaps}
    assert any(gap["stage"] == "survey" for gap in gaps)
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted
