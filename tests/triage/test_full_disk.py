"""A disk that fills up ends the run in one line; once there is room, the same command goes on."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.skerry_command import Skerry
from tests.triage.little_phone import write_image

AT_BIRTH, WHILE_LISTING, WHILE_EXAMINING = "20k", "160k", "230k"
"""How large the disk is. The tables alone take 120 KiB, in a log that needs an index of 32."""


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("full") / "home")


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_image(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="module")
def uninterrupted(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    exam = tmp_path_factory.mktemp("whole") / "x.exam"
    command("triage", "run", image, "--exam", exam)
    return command.outputs(exam)


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """A folder to mount a small disk on."""
    place = tmp_path / "disk"
    place.mkdir()
    yield place
    subprocess.run(["umount", "-l", str(place)], check=False, capture_output=True)


def mount(place: Path, size: str) -> None:
    """A file system in memory of that size; skips where only root may mount one."""
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(place)]
    if os.getuid() or subprocess.run(words, check=False, capture_output=True).returncode:
        pytest.skip("a small disk needs root")


def grow(place: Path, size: str = "64m") -> None:
    subprocess.run(["mount", "-o", f"remount,size={size}", str(place)], check=True)


@pytest.mark.slow
@pytest.mark.parametrize("size", [AT_BIRTH, WHILE_LISTING, WHILE_EXAMINING])
def test_a_full_disk_ends_the_run_in_one_line_and_once_there_is_room_it_goes_on(
    command: Skerry, image: Path, uninterrupted: str, disk: Path, size: str
) -> None:
    mount(disk, size)
    exam = disk / "x.exam"
    done = command("triage", "run", image, "--exam", exam, check=False)
    assert done.returncode == 1
    (line,) = [line for line in done.stderr.splitlines() if "examination file" in line]
    assert "the disk is full" in line
    assert "Traceback" not in done.stderr
    if size != AT_BIRTH:
        listed = command("triage", "files", exam, "--format", "jsonl").stdout
        assert (listed != "") == (size == WHILE_EXAMINING)
    grow(disk)
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted
    assert command("triage", "verify", exam, image).returncode == 0
    assert [path.name for path in disk.iterdir()] == ["x.exam"]


@pytest.mark.slow
def test_what_has_no_room_in_the_one_file_is_not_called_finished(
    command: Skerry, image: Path, uninterrupted: str, disk: Path
) -> None:
    # room for the log, and not for what it holds to be copied into the file
    mount(disk, "340k")
    exam = disk / "x.exam"
    done = command("triage", "run", image, "--exam", exam, check=False)
    assert done.returncode == 1
    assert "the disk is full" in done.stderr
    grow(disk)
    command("triage", "run", image, "--exam", exam)
    assert [path.name for path in disk.iterdir()] == ["x.exam"]
    alone = disk / "copy.exam"
    shutil.copyfile(exam, alone)
    assert command.outputs(alone) == uninterrupted


@pytest.mark.slow
def test_a_report_that_has_no_room_is_not_left_by_halves(
    command: Skerry, image: Path, disk: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam)
    mount(disk, "40k")
    done = command("triage", "report", exam, "--out", disk / "report", check=False)
    assert done.returncode == 1
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr
    assert list(disk.iterdir()) == []
