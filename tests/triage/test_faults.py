"""A file that breaks its parser costs itself, and nothing else."""

import hashlib
from pathlib import Path

import pytest

import triage.run
from jail.limits import Limits
from tests.skerry_command import Skerry
from tests.triage.faulty import UNMATCHABLE
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


SEGFAULT, SPIN = b"BREAK segfault ", b"BREAK spin "


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


@pytest.fixture(scope="module")
def skerry(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    return Skerry(tmp_path_factory.mktemp("faults") / "home")


@pytest.fixture(scope="module")
def exam(tmp_path_factory: pytest.TempPathFactory, skerry: Skerry) -> Path:
    folder = tmp_path_factory.mktemp("broken")
    _write_evidence(folder / "evidence")
    known = folder / "known.md5"
    known.write_text(f"{hashlib.md5(SEGFAULT).hexdigest()}\n")
    skerry("hashsets", "import", known, "--name", "known", "--disposition", "alert")
    exam = folder / "x.exam"
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SKERRY_HOME", str(skerry.home))
        patch.setattr(triage.run, "SERVICE", "tests.triage.faulty:build")
        limits = Limits(processor_seconds=0.5, patience_seconds=8.0)
        patch.setattr(triage.run, "LIMITS", limits)
        triage.run.run(Request(sources=(folder / "evidence",), exam=exam, workers=2), Silent())
    return exam


def _write_evidence(evidence: Path) -> None:
    evidence.mkdir()
    for how in CAUSES:
        (evidence / f"{how}.bin").write_bytes(f"BREAK {how} ".encode())
    for seed in range(30):
        (evidence / f"{seed}.jpg").write_bytes(picture(seed))
    members = {"a.jpg": picture(1), "bad.bin": SEGFAULT, "z.jpg": picture(2)}
    (evidence / "archive.zip").write_bytes(zipped(members))
    (evidence / "twin.bin").write_bytes(SPIN)
    slow = {"a.jpg": picture(5), "slow.bin": SPIN, "z.jpg": picture(6)}
    (evidence / "slow.zip").write_bytes(zipped(slow))
    (evidence / "torn.zip").write_bytes(zipped({"a.jpg": picture(3), "tear": b"", "b": b"b"}))
    (evidence / "liar.bin").write_bytes(b"what a broken worker was asked about")


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
    broken |= {"/torn.zip", "/liar.bin", "/twin.bin", "/slow.zip>>slow.bin"}
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


@pytest.mark.slow
def test_a_file_that_ran_out_of_time_is_never_passed_over_as_another_ones_copy(
    exam: Path, skerry: Skerry
) -> None:
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    gaps = [line["path"] for line in skerry.lines("gaps", exam)]
    assert files["/spin.bin"]["md5"] == files["/twin.bin"]["md5"]
    for path in ("/spin.bin", "/twin.bin"):
        assert (files[path]["state"], files[path]["reason"]) == ("failed", "processor-time")
        assert gaps.count(path) == 1


@pytest.mark.slow
def test_a_member_that_runs_out_of_time_ends_neither_its_archive_nor_the_others_in_it(
    exam: Path, skerry: Skerry
) -> None:
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    assert files["/slow.zip>>slow.bin"]["reason"] == "processor-time"
    assert files["/slow.zip"]["state"] == "done"
    for name in ("a.jpg", "z.jpg"):
        assert files[f"/slow.zip>>{name}"]["pdq"]


@pytest.mark.slow
def test_what_broke_its_worker_is_still_found_by_its_digests(exam: Path, skerry: Skerry) -> None:
    findings = skerry.lines("findings", exam)
    assert {line["path"] for line in findings} == {"/segfault.bin", "/archive.zip>>bad.bin"}
    assert {line["kind"] for line in findings} == {"exact"}


@pytest.mark.slow
def test_an_archive_that_breaks_its_worker_costs_no_member_before_the_break(
    exam: Path, skerry: Skerry
) -> None:
    files = {line["path"]: line for line in skerry.lines("files", exam)}
    (gap,) = (line for line in skerry.lines("gaps", exam) if line["path"] == "/torn.zip")
    assert (gap["stage"], gap["reason"]) == ("archive", "crashed")
    assert files["/torn.zip"]["state"] == "failed"
    assert files["/torn.zip"]["md5"]
    assert files["/torn.zip>>a.jpg"]["state"] == "done"
    assert files["/torn.zip>>a.jpg"]["pdq"]


@pytest.mark.slow
def test_a_worker_that_speaks_of_other_files_costs_its_own(exam: Path, skerry: Skerry) -> None:
    (line,) = (line for line in skerry.lines("files", exam) if line["path"] == "/liar.bin")
    assert (line["state"], line["reason"]) == ("failed", "crashed")
    assert "0" * 32 not in {line["id"] for line in skerry.lines("files", exam)}


@pytest.mark.slow
def test_nothing_of_a_finished_examination_is_left_pending(exam: Path, skerry: Skerry) -> None:
    assert "pending" not in {line["state"] for line in skerry.lines("files", exam)}


@pytest.mark.slow
def test_an_observation_that_breaks_its_matching_is_examined_again_and_ends_no_run(
    skerry: Skerry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "breaks.bin").write_bytes(UNMATCHABLE)
    (evidence / "plain.jpg").write_bytes(picture(4))
    exam = tmp_path / "x.exam"
    skerry("triage", "run", evidence, "--exam", exam)
    listed = tmp_path / "later.md5"
    listed.write_text(
        "".join(f"{hashlib.md5(body).hexdigest()}\n" for body in (UNMATCHABLE, picture(4)))
    )
    skerry("hashsets", "import", listed, "--name", "later", "--disposition", "alert")
    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    monkeypatch.setattr(triage.run, "SERVICE", "tests.triage.faulty:build_unmatching")
    outcome = triage.run.run(Request(sources=(evidence,), exam=exam, workers=1), Silent())
    assert outcome.finished
    found = {line["path"] for line in skerry.lines("findings", exam)}
    assert found == {"/breaks.bin", "/plain.jpg"}


def test_a_finished_examination_is_only_looked_at(
    skerry: Skerry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    (evidence / "a.txt").write_text("a")
    exam = tmp_path / "x.exam"
    skerry("triage", "run", evidence, "--exam", exam)

    def refuse(_: Path) -> None:
        raise PermissionError

    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    monkeypatch.setattr(triage.run, "Lock", refuse)
    outcome = triage.run.run(Request(sources=(evidence,), exam=exam), Silent())
    assert "nothing has changed" in outcome.message
