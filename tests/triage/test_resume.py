"""Kill it anywhere: what is resumed ends as if nothing had happened."""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.skerry_command import ROOT, Skerry
from tests.triage.little_phone import contents, picture, write_folder, write_image
from triage.exam.connection import is_being_written


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    folder = tmp_path_factory.mktemp("resume")
    command = Skerry(folder / "home")
    hashes = folder / "some.sha256"
    wanted = [picture(2), picture(3), picture(30), picture(42)]
    hashes.write_text("".join(f"{hashlib.sha256(body).hexdigest()}\n" for body in wanted))
    words = ("--name", "some", "--disposition", "alert", "--algorithm", "sha256")
    command("hashsets", "import", hashes, *words)
    return command


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_image(tmp_path_factory.mktemp("evidence"))


@pytest.fixture(scope="module")
def uninterrupted(command: Skerry, image: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    exam = tmp_path_factory.mktemp("whole") / "x.exam"
    command("triage", "run", image, "--exam", exam)
    assert len(command.lines("findings", exam)) == 4
    return command.outputs(exam)


@pytest.mark.slow
@pytest.mark.parametrize(
    "point",
    [
        "survey:1",
        "walk:1",
        "examined:1",
        "examined:9",
        "examined:31",
        "examined:40",
        "commit:1",
        "commit:4",
        "digest:1",
        "finish:1",
    ],
)
def test_a_run_killed_at_any_point_resumes_to_the_same_bytes(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path, point: str
) -> None:
    exam = tmp_path / "x.exam"
    killed = command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER=point)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted
    assert command("triage", "verify", exam, image).returncode == 0


@pytest.mark.slow
def test_a_run_killed_again_and_again_still_ends(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    for _ in range(3):
        killed = command(
            "triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER="examined:12"
        )
        assert killed.returncode == -signal.SIGKILL
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted


@pytest.mark.slow
def test_while_unfinished_what_was_not_reached_is_a_gap(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER="examined:9")
    files = command.lines("files", exam)
    pending = {line["id"] for line in files if line["state"] == "pending"}
    assert pending
    gaps = command.lines("gaps", exam)
    assert {gap["file"] for gap in gaps if gap["reason"] == "not-reached"} == pending
    report = command("triage", "report", exam, "--out", tmp_path / "report").stdout
    assert "NOT FINISHED" in Path(report.rsplit("report: ", 1)[1].strip()).read_text()


@pytest.mark.slow
def test_a_new_version_of_a_set_redoes_only_the_matching(
    skerry: Skerry, image: Path, tmp_path: Path
) -> None:
    def store(seeds: list[int]) -> None:
        text = "".join(f"{hashlib.md5(picture(seed)).hexdigest()}\n" for seed in seeds)
        (tmp_path / "list.md5").write_text(text)
        skerry("hashsets", "import", tmp_path / "list.md5", "--name", "l", "--disposition", "alert")

    exam = tmp_path / "x.exam"
    store([2])
    skerry("triage", "run", image, "--exam", exam)
    first = skerry.lines("files", exam)
    store([2, 30])
    done = skerry("triage", "run", image, "--exam", exam)
    assert "matching again" in done.stderr
    assert sorted(line["path"] for line in skerry.lines("findings", exam)) == [
        "/DCIM/Camera/IMG_0002.jpg",
        "/Download/backup.zip>>inner.zip>>deep.jpg",
    ]
    second = skerry.lines("files", exam)
    changes = ("sets", "disposition")
    assert [{k: v for k, v in line.items() if k not in changes} for line in first] == [
        {k: v for k, v in line.items() if k not in changes} for line in second
    ]
    fresh = tmp_path / "fresh.exam"
    skerry("triage", "run", image, "--exam", fresh)
    assert skerry.outputs(fresh) == skerry.outputs(exam)


@pytest.mark.slow
def test_new_rules_read_the_content_again(skerry: Skerry, image: Path, tmp_path: Path) -> None:
    rules = tmp_path / "rules.yar"
    exam = tmp_path / "x.exam"
    skerry("triage", "run", image, "--exam", exam)
    rules.write_text('rule conf { strings: $a = "c = 1" condition: $a }')
    (tmp_path / "bad.yar").write_text("rule broken {")
    words = ("--rules", rules, "--rules", tmp_path / "bad.yar")
    done = skerry("triage", "run", image, "--exam", exam, *words)
    assert "bad.yar does not compile" in done.stderr
    assert [line["path"] for line in skerry.lines("findings", exam)] == ["/system/etc/c.conf"]
    reasons = {gap["reason"] for gap in skerry.lines("gaps", exam)}
    assert "rule-not-compiled" in reasons
    fresh = tmp_path / "fresh.exam"
    skerry("triage", "run", image, "--exam", fresh, *words)
    assert skerry.outputs(fresh) == skerry.outputs(exam)


@pytest.mark.slow
def test_evidence_is_not_listed_twice_when_a_run_is_killed_before_its_listing_ends(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    for point in ("walk:1", "commit:3", "walk:1"):
        command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER=point)
    command("triage", "run", image, "--exam", exam)
    paths = [line["path"] for line in command.lines("files", exam)]
    assert len(paths) == len(set(paths))


@pytest.mark.slow
@pytest.mark.parametrize("point", ["examined:5", "commit:4", "finish:1"])
def test_a_log_that_was_lost_after_a_kill_costs_time_and_nothing_else(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path, point: str
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER=point)
    for path in tmp_path.glob("x.exam-*"):
        path.unlink()
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted


@pytest.mark.slow
def test_an_examination_file_torn_in_the_middle_is_refused_in_one_line(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam)
    os.truncate(exam, exam.stat().st_size // 2)
    for words in (("run", image, "--exam", exam), ("files", exam), ("report", exam)):
        out = ("--out", tmp_path / "report") if words[0] == "report" else ()
        done = command("triage", *words, *out, check=False)
        assert done.returncode == 1
        (line,) = done.stderr.splitlines()
        assert "x.exam" in line
    assert command("triage", "verify", exam, check=False).returncode == 1


@pytest.mark.slow
def test_a_folder_a_zip_and_an_image_of_the_same_files_hold_the_same_content(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    folder = write_folder(tmp_path / "tree")
    for source in (folder, image):
        exam = tmp_path / f"{source.name}.exam"
        command("triage", "run", source, "--exam", exam)
        digests = {
            line["path"].lstrip("/"): line["sha256"]
            for line in command.lines("files", exam)
            if line["origin"] == "file" and line["sha256"]
        }
        for name, content in contents().items():
            if name != "DCIM/Camera/IMG_0003.jpg":
                assert digests[name] == hashlib.sha256(content).hexdigest()


@pytest.mark.slow
def test_a_changed_file_in_a_folder_is_named_by_verify(command: Skerry, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "tree")
    exam = tmp_path / "x.exam"
    command("triage", "run", folder, "--exam", exam)
    assert command("triage", "verify", exam, folder).returncode == 0
    (folder / "Download/empty").write_bytes(b"no longer")
    (folder / "system/etc/a.conf").unlink()
    (folder / "new").touch()
    done = command("triage", "verify", exam, folder, check=False)
    assert done.returncode == 1
    for problem in ("empty has other content", "a.conf is gone", "/new was not there"):
        assert problem in done.stdout


def test_a_changed_byte_in_the_evidence_is_seen_by_verify(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "little.img"
    copy.write_bytes(image.read_bytes())
    exam = tmp_path / "x.exam"
    command("triage", "run", copy, "--exam", exam)
    with copy.open("r+b") as file:
        file.seek(12 << 20)
        file.write(b"x")
    done = command("triage", "verify", exam, copy, check=False)
    assert done.returncode == 1
    assert "SHA-256 is" in done.stdout


@pytest.mark.slow
def test_a_time_budget_stops_cleanly_with_honest_coverage_and_resumes_to_the_same_bytes(
    command: Skerry, image: Path, uninterrupted: str, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    done = command("triage", "run", image, "--exam", exam, "--time-budget", "0.001s")
    assert done.returncode == 3
    assert "time is up" in done.stdout
    assert "not-reached" in {gap["reason"] for gap in command.lines("gaps", exam)}
    command("triage", "run", image, "--exam", exam)
    assert command.outputs(exam) == uninterrupted


def test_a_volume_not_listed_yet_is_a_gap(command: Skerry, image: Path, tmp_path: Path) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, "--time-budget", "0.001")
    (gap,) = [g for g in command.lines("gaps", exam) if g["stage"] == "enumerate"]
    assert (gap["reason"], gap["partition"], gap["length"]) == ("not-reached", 0, 16 << 20)
    assert command.lines("files", exam) == []


def test_findings_can_be_followed_while_they_are_made(
    command: Skerry, image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", image, "--exam", exam, check=False, SKERRY_CRASH_AFTER="commit:3")
    running = subprocess.Popen(
        [sys.executable, str(ROOT / "cli.py"), "triage", "run", str(image), "--exam", str(exam)],
        env={**os.environ, "SKERRY_HOME": str(command.home)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    while not is_being_written(exam) and running.poll() is None:
        time.sleep(0.01)
    followed = command("triage", "findings", exam, "--follow").stdout.splitlines()
    assert running.wait() == 3
    found = {line["id"] for line in command.lines("findings", exam)}
    assert {json.loads(line)["id"] for line in followed} == found
    assert len(followed) == len(found) == 4
