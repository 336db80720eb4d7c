"""Evidence storage that goes away and comes back: what it kept from a run, the next run reads."""

import os
import shutil
import signal
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

import triage.run
from tests.skerry_command import Skerry
from tests.triage.little_phone import write_folder, write_image
from tests.triage.sources import volumes
from tests.triage.test_faults import Silent
from triage.request import Request

Away = Callable[[], None]


class Moments(Silent):
    """Does something when a phase begins."""

    def __init__(self, phase: str, act: Away) -> None:
        self.lines: list[str] = []
        self._phase = phase
        self._act = act

    def say(self, line: str) -> None:
        self.lines.append(line)

    def phase(self, name: str, entries: int, size: int) -> None:
        if name == self._phase:
            self._act()


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("storage") / "home")


@pytest.fixture(autouse=True)
def home(command: Skerry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(command.home))


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_image(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="module")
def uninterrupted(command: Skerry, original: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    return whole(command, original, tmp_path_factory.mktemp("whole") / "x.exam")


@pytest.fixture
def image(original: Path, tmp_path: Path) -> Path:
    """A copy that can be taken away."""
    return Path(shutil.copyfile(original, tmp_path / original.name))


def examine(source: Path, exam: Path, progress: Silent, workers: int = 1) -> str:
    request = Request(sources=(source,), exam=exam, workers=workers)
    return triage.run.run(request, progress).message


def whole(command: Skerry, source: Path, exam: Path) -> str:
    command("triage", "run", source, "--exam", exam)
    return command.outputs(exam)


PHASES = ("surveying", "listing", "examining", "carving", "digesting the source")


@pytest.mark.slow
@pytest.mark.parametrize("phase", PHASES)
def test_what_was_cut_off_during_a_phase_is_read_by_the_next_run_to_the_same_bytes(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path, phase: str
) -> None:
    body = image.read_bytes()
    exam = tmp_path / "x.exam"
    progress = Moments(phase, lambda: os.truncate(image, 4096 * 3))
    message = examine(image, exam, progress)
    assert "could not be read" in message
    reasons = {gap["reason"] for gap in command.lines("gaps", exam)}
    assert "changed-during-reading" in reasons
    with image.open("r+b") as file:
        file.write(body)
    progress = Moments("", lambda: None)
    assert examine(image, exam, progress) == f"{exam} is finished"
    assert any("trying again what could not be read" in line for line in progress.lines)
    assert command.outputs(exam) == uninterrupted
    assert command("triage", "verify", exam, image).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("point", ["commit:2", "walk:1", "examined:3", "finish:1"])
def test_a_run_killed_while_it_tries_again_is_resumed_to_the_same_bytes(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path, point: str
) -> None:
    body = image.read_bytes()
    exam = tmp_path / "x.exam"
    examine(image, exam, Moments("listing", lambda: os.truncate(image, 4096 * 3)))
    image.write_bytes(body)
    words = ("triage", "run", image, "--exam", exam)
    killed = command(*words, check=False, SKERRY_CRASH_AFTER=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command(*words)
    assert command.outputs(exam) == uninterrupted


@pytest.mark.slow
def test_every_entry_ends_in_a_state_while_the_storage_is_away(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    examine(image, exam, Moments("examining", lambda: os.truncate(image, 4096)))
    files = command.lines("files", exam)
    assert {line["state"] for line in files} <= {"done", "partial", "failed"}
    unread = {line["id"] for line in files if line["state"] == "failed"}
    assert unread
    assert unread <= {gap["file"] for gap in command.lines("gaps", exam)}
    assert command("triage", "verify", exam).returncode == 0


@pytest.mark.slow
def test_evidence_still_away_is_told_apart_from_evidence_that_came_back(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    examine(image, exam, Moments("examining", lambda: os.truncate(image, 4096)))
    before = command.outputs(exam)
    done = command("triage", "run", image, "--exam", exam, check=False)
    assert done.returncode == 1
    assert "begun on other sources" in done.stderr
    assert command.outputs(exam) == before


@pytest.mark.slow
def test_a_device_that_gives_read_errors_and_is_mended_is_read_to_the_same_bytes(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    with volumes.looped(image, "--read-only") as device:
        uninterrupted = whole(command, device, tmp_path / "whole.exam")
        body = image.read_bytes()
        exam = tmp_path / "x.exam"

        def fail() -> None:
            # a loop device gives EIO for what its file no longer holds
            os.truncate(image, 1 << 20)
            subprocess.run(["blockdev", "--flushbufs", device], check=True)

        assert "could not be read" in examine(device, exam, Moments("examining", fail))
        assert "unreadable" in {gap["reason"] for gap in command.lines("gaps", exam)}
        with image.open("r+b") as file:
            file.write(body)
        subprocess.run(["blockdev", "--flushbufs", device], check=True)
        examine(device, exam, Silent())
        assert command.outputs(exam) == uninterrupted


@pytest.mark.slow
def test_a_bad_sector_ends_every_run_the_same(command: Skerry, image: Path, tmp_path: Path) -> None:
    with volumes.looped(image, "--read-only") as device:
        os.truncate(image, (16 << 20) - (3 << 20))
        subprocess.run(["blockdev", "--flushbufs", device], check=True)
        exam = tmp_path / "x.exam"
        ends = []
        for _ in range(2):
            assert "could not be read" in examine(device, exam, Silent())
            ends.append(command.outputs(exam))
        assert ends[0] == ends[1]
        states = [line["state"] for line in command.lines("files", exam)]
        assert states.count("done") > len(states) / 2


@pytest.mark.slow
def test_a_file_of_a_folder_that_was_away_is_read_by_the_next_run(
    command: Skerry, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "tree")
    whole(command, folder, tmp_path / "whole.exam")
    photo = folder / "DCIM/Camera/IMG_0001.jpg"
    body, times = photo.read_bytes(), photo.stat()
    exam = tmp_path / "x.exam"

    def cut() -> None:
        os.truncate(photo, 100)

    assert "1 part could not be read" in examine(folder, exam, Moments("examining", cut))
    photo.write_bytes(body)
    os.utime(photo, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert examine(folder, exam, Silent()) == f"{exam} is finished"
    # its change time is not the same any more; its content is
    assert digests(command, exam) == digests(command, tmp_path / "whole.exam")


def digests(command: Skerry, exam: Path) -> dict[str, tuple[str, str]]:
    return {line["path"]: (line["state"], line["sha256"]) for line in command.lines("files", exam)}
