"""A file that breaks its parser costs itself, and nothing else."""

from pathlib import Path

import pytest

import triage.run
from jail.limits import Limits
from tests.skerry_command import Skerry
from tests.triage.little_phone import picture, zipped
from triage.records import Finding
from triage.request import Request

CAUSES = {
    "segfault": "crashed",
    "sleep": "deadline",
    "spin": "processor-time",
    "eat": "memory",
    "raise": "internal",
}


class Silent:
    def say(self, line: str) -> None:
        pass

    def phase(self, name: str, entries: int, size: int) -> None:
        pass

    def advance(self, entries: int, size: int) -> None:
        pass

    def found(self, finding: Finding) -> None:
        pass

    def failed(self) -> None:
        pass


@pytest.fixture
def exam(tmp_path: Path, skerry: Skerry, monkeypatch: pytest.MonkeyPatch) -> Path:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    for how in CAUSES:
        (evidence / f"{how}.bin").write_bytes(f"BREAK {how} ".encode())
    for seed in range(30):
        (evidence / f"{seed}.jpg").write_bytes(picture(seed))
    members = {"a.jpg": picture(1), "bad.bin": b"BREAK segfault ", "z.jpg": picture(2)}
    (evidence / "archive.zip").write_bytes(zipped(members))
    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    monkeypatch.setattr(triage.run, "SERVICE", "tests.triage.faulty:build")
    limits = Limits(processor_seconds=0.5, patience_seconds=8.0)
    monkeypatch.setattr(triage.run, "LIMITS", limits)
    exam = tmp_path / "x.exam"
    triage.run.run(Request(sources=(evidence,), exam=exam, workers=2), Silent())
    return exam


@pytest.mark.slow
def test_a_file_that_breaks_its_worker_is_one_gap_and_all_others_are_examined(
    exam: Path, skerry: Skerry
) -> None:
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    gaps = {line["path"]: line for line in skerry.lines("gaps", exam)}
    for how, reason in CAUSES.items():
        assert gaps[f"/{how}.bin"]["reason"] == reason
        assert gaps[f"/{how}.bin"]["stage"] == "breaking"
    broken = {f"/{how}.bin" for how in CAUSES} | {"/archive.zip>>bad.bin"}
    assert {path for path, line in files.items() if line["state"] != "done"} == broken
    assert set(gaps) == broken


@pytest.mark.slow
def test_a_member_that_breaks_its_worker_costs_only_that_member(exam: Path, skerry: Skerry) -> None:
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    assert files["/archive.zip"]["state"] == "done"
    assert files["/archive.zip>>bad.bin"]["state"] == "failed"
    assert files["/archive.zip>>bad.bin"]["reason"] == "crashed"
    for name in ("a.jpg", "z.jpg"):
        assert files[f"/archive.zip>>{name}"]["pdq"]
