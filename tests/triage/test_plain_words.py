"""Whatever goes wrong, the user is told in one line, never in a traceback."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.skerry_command import ROOT, Skerry


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("words") / "home")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("evidence") / "phone"
    folder.mkdir()
    for number in range(2000):
        (folder / f"{number:04} {'name ' * 30}.txt").write_bytes(b"%d" % number)
    return folder


@pytest.fixture(scope="module")
def exam(command: Skerry, folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    exam = tmp_path_factory.mktemp("exam") / "x.exam"
    command("triage", "run", folder, "--exam", exam)
    return exam


def one_line(stderr: str) -> str:
    lines = [line for line in stderr.splitlines() if line]
    assert len(lines) == 1, stderr
    assert lines[0].startswith("skerry: ")
    return lines[0]


@pytest.mark.slow
def test_names_that_are_no_text_are_examined_and_recorded(tmp_path: Path, command: Skerry) -> None:
    place = Path(os.fsdecode(os.fsencode(tmp_path) + b"/f\xfflder"))
    place.mkdir()
    source = place / os.fsdecode(b"ph\xfene\x1b[31m")
    source.mkdir()
    (source / "note.txt").write_bytes(b"what the device holds")
    exam = place / os.fsdecode(b"\xffx.exam")
    done = command("triage", "run", source, "--exam", exam)
    assert "1 entries" in done.stdout
    (line,) = command.lines("files", exam)
    assert line["state"] == "done"
    assert line["source"] == "ph\\xfene\\x1b[31m"
    command("triage", "report", exam, "--out", place / "report")
    assert command("triage", "verify", exam, source).returncode == 0


@pytest.mark.parametrize("form", ["table", "jsonl", "csv"])
def test_a_full_disk_under_a_listing_is_one_line(command: Skerry, exam: Path, form: str) -> None:
    words = [sys.executable, str(ROOT / "cli.py"), "triage", "files", str(exam), "--format", form]
    with Path("/dev/full").open("w") as full:
        done = subprocess.run(words, stdout=full, stderr=subprocess.PIPE, text=True, check=False)
    assert done.returncode == 1
    assert "No space left" in one_line(done.stderr)


def test_damage_in_the_middle_of_an_examination_is_one_line(
    command: Skerry, exam: Path, folder: Path, tmp_path: Path
) -> None:
    damaged = tmp_path / "damaged.exam"
    body = exam.read_bytes()
    half = len(body) // 2
    damaged.write_bytes(body[:half] + bytes(byte ^ 0x5A for byte in body[half:]))
    listed = command("triage", "files", damaged, check=False)
    assert listed.returncode == 1
    assert "malformed" in one_line(listed.stderr)
    again = command("triage", "run", folder, "--exam", damaged, "--rematch", check=False)
    assert again.returncode == 1
    assert "malformed" in again.stderr.splitlines()[-1]
    assert "Traceback" not in again.stderr


@pytest.mark.parametrize(
    ("option", "value"), [("--workers", "two"), ("--workers", "0"), ("--time-budget", "soon")]
)
def test_a_number_that_is_none_is_wrong_usage_in_plain_words(
    command: Skerry, folder: Path, tmp_path: Path, option: str, value: str
) -> None:
    words = (folder, "--exam", tmp_path / "x.exam", option, value)
    refused = command("triage", "run", *words, check=False)
    assert refused.returncode == 2
    assert f"not '{value}'" in refused.stderr
    assert not (tmp_path / "x.exam").exists()


def test_an_examination_of_one_folder_is_not_taken_for_that_of_another(
    command: Skerry, tmp_path: Path
) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
        (folder / "note.txt").write_bytes(folder.name.encode())
    exam = tmp_path / "x.exam"
    command("triage", "run", one, "--exam", exam)
    refused = command("triage", "run", other, "--exam", exam, check=False)
    assert refused.returncode == 1
    assert "begun on another folder" in one_line(refused.stderr)


def test_a_folder_mounted_at_another_place_is_still_the_same(
    command: Skerry, tmp_path: Path
) -> None:
    here, there = tmp_path / "here" / "phone", tmp_path / "there" / "phone"
    here.mkdir(parents=True)
    (here / "note.txt").write_bytes(b"what the device holds")
    exam = tmp_path / "x.exam"
    command("triage", "run", here, "--exam", exam)
    there.parent.mkdir()
    here.rename(there)
    assert "is finished" in command("triage", "run", there, "--exam", exam).stdout


@pytest.mark.parametrize("words", [(), ("triage",), ("triage", "run"), ("doctor",)])
def test_help_comes_with_an_example(command: Skerry, words: tuple[str, ...]) -> None:
    assert "example: skerry " in command(*words, "--help").stdout
