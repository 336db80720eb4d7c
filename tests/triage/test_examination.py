"""A whole examination of the demonstration phone, held against what was put there."""

import base64
import hashlib
import io
import json
import os
import re
import sqlite3
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.skerry_command import Skerry

Truth = dict[str, Any]


@pytest.fixture(scope="module")
def command(phone: Path) -> Skerry:
    return Skerry(phone / "home")


@pytest.fixture(scope="module")
def truth(phone: Path) -> Truth:
    truth: Truth = json.loads((phone / "truth.json").read_text())
    return truth


def test_everything_planted_is_found_and_nothing_else(
    command: Skerry, examined: Path, truth: Truth
) -> None:
    found: dict[str, set[str]] = {}
    for line in command.lines("findings", examined):
        if line["severity"] != "info":
            found.setdefault(line["path"], set()).add(line["kind"])
    expected = {**truth["findings"], **truth["carved"]}
    assert found == {path: set(kinds) for path, kinds in expected.items()}


def test_every_finding_says_why_and_awaits_a_human(command: Skerry, examined: Path) -> None:
    lines = command.lines("findings", examined)
    assert lines
    assert {line["status"] for line in lines} == {"unverified"}
    assert all(line["explanation"] for line in lines)


def test_deleted_files_whose_content_is_gone_are_gaps_not_silence(
    command: Skerry, examined: Path, truth: Truth
) -> None:
    gaps = {line["path"]: line["reason"] for line in command.lines("gaps", examined)}
    for path, reason in truth["gaps"].items():
        assert gaps[path] == reason


def test_renamed_extensions_are_seen(command: Skerry, examined: Path, truth: Truth) -> None:
    files = command.lines("files", examined)
    assert {f["path"] for f in files if f["extension_mismatch"]} == set(truth["mismatched"])


def test_known_files_are_counted_not_hidden(command: Skerry, examined: Path, truth: Truth) -> None:
    files = {line["path"]: line for line in command.lines("files", examined)}
    for path, disposition in truth["dispositions"].items():
        assert files[path]["disposition"] == disposition
        assert files[path]["state"] == "done"


def test_every_entry_ends_in_one_state_and_states_sum(command: Skerry, examined: Path) -> None:
    files = command.lines("files", examined)
    gaps = Counter(line["file"] for line in command.lines("gaps", examined))
    assert len({line["id"] for line in files}) == len(files)
    for line in files:
        assert line["state"] in {"done", "partial", "failed", "skipped"}
        assert (line["state"] == "done") == (gaps[line["id"]] == 0), line["path"]
        assert (line["state"] == "done") == (line["reason"] is None)


def test_every_listing_is_sorted_by_id(command: Skerry, examined: Path) -> None:
    for listing in ("files", "findings", "gaps"):
        ids = [line["id"] for line in command.lines(listing, examined)]
        assert ids == sorted(ids)
        assert len(ids) == len(set(ids))


def test_a_second_run_says_it_is_finished_and_changes_nothing(
    command: Skerry, examined: Path, phone: Path
) -> None:
    before = hashlib.sha256(examined.read_bytes()).hexdigest()
    words = ("--case", phone / "case.toml", "--rules", phone / "rules.yar")
    done = command("triage", "run", phone / "phone.img", "--exam", examined, *words)
    assert "nothing has changed" in done.stdout
    assert hashlib.sha256(examined.read_bytes()).hexdigest() == before


@pytest.mark.slow
def test_one_worker_and_four_workers_give_the_same_bytes(
    command: Skerry, examined: Path, phone: Path, tmp_path: Path
) -> None:
    words = ("--case", phone / "case.toml", "--rules", phone / "rules.yar")
    for workers in ("1", "4"):
        exam = tmp_path / f"{workers}.exam"
        command("triage", "run", phone / "phone.img", "--exam", exam, *words, "--workers", workers)
        assert command.outputs(exam) == command.outputs(examined)


@pytest.mark.slow
def test_evidence_and_its_folder_are_as_before(
    command: Skerry, phone: Path, tmp_path: Path
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    image = evidence / "phone.img"
    image.write_bytes((phone / "phone.img").read_bytes())
    before = _state_of(evidence)
    command("triage", "run", image, "--exam", tmp_path / "x.exam")
    command("triage", "report", tmp_path / "x.exam", "--out", tmp_path / "report")
    assert _state_of(evidence) == before


def test_a_folder_with_open_databases_and_their_sidecars_is_as_before(
    command: Skerry, tmp_path: Path
) -> None:
    evidence = tmp_path / "evidence"
    evidence.mkdir()
    writing = sqlite3.connect(evidence / "messages.db")
    writing.execute("PRAGMA journal_mode = WAL")
    writing.execute("CREATE TABLE words (word)")
    writing.execute("INSERT INTO words VALUES ('only in the log')")
    writing.commit()
    before = _state_of(evidence)
    assert set(before) == {"messages.db", "messages.db-wal", "messages.db-shm"}
    command("triage", "run", evidence, "--exam", tmp_path / "x.exam")
    command("triage", "verify", tmp_path / "x.exam", evidence)
    assert _state_of(evidence) == before
    writing.close()


def _state_of(folder: Path) -> dict[str, tuple[str, int, int, int, int]]:
    """Content and what the file system says of each file; looking moves nothing."""
    found = {}
    for path in folder.iterdir():
        descriptor = os.open(path, os.O_RDONLY | os.O_NOATIME)
        with os.fdopen(descriptor, "rb") as file:
            status = os.fstat(descriptor)
            digest = hashlib.sha256(file.read()).hexdigest()
        times = (status.st_atime_ns, status.st_mtime_ns, status.st_ctime_ns)
        found[path.name] = (digest, status.st_mode, *times)
    return found


@pytest.mark.slow
def test_a_run_without_a_case_says_so_and_an_examination_keeps_its_authority(
    command: Skerry, phone: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    command("triage", "run", phone / "phone.img", "--exam", exam)
    report = command("triage", "report", exam, "--out", tmp_path / "report")
    html = Path(report.stdout.rsplit("report: ", 1)[1].strip()).read_text()
    assert "No authority recorded" in html
    done = command(
        "triage",
        "run",
        phone / "phone.img",
        "--exam",
        exam,
        "--case",
        phone / "case.toml",
        check=False,
    )
    assert done.returncode == 1
    assert "begun under another authority" in done.stderr


def test_a_units_policy_can_make_the_authority_mandatory(skerry: Skerry, phone: Path) -> None:
    skerry.home.mkdir()
    (skerry.home / "policy.toml").write_text("[triage]\nrequire_case = true\n")
    done = skerry(
        "triage", "run", phone / "phone.img", "--exam", skerry.home / "x.exam", check=False
    )
    assert done.returncode == 1
    assert "policy wants an authority" in done.stderr
    assert not (skerry.home / "x.exam").exists()


@pytest.mark.slow
def test_an_unauthorised_kind_of_data_appears_only_where_it_is_said_to_be_withheld(
    command: Skerry, phone: Path, tmp_path: Path
) -> None:
    case = tmp_path / "case.toml"
    text = (phone / "case.toml").read_text()
    case.write_text(text.replace('data = ["media", ', "data = ["))
    assert '"media"' not in case.read_text()
    exam = tmp_path / "x.exam"
    command("triage", "run", phone / "phone.img", "--exam", exam, "--case", case)
    withheld = {
        g["file"]: g for g in command.lines("gaps", exam) if g["reason"] == "not-authorised"
    }
    assert withheld
    assert {gap["detail"] for gap in withheld.values()} == {"media"} | {
        gap["detail"] for gap in withheld.values() if gap["detail"] in {"messages", "contacts"}
    }
    for line in command.lines("files", exam):
        if line["id"] in withheld:
            assert line["state"] == "skipped"
            read = ("md5", "sha1", "sha256", "mime", "width", "pdq", "phash", "exif", "disposition")
            assert [line[key] for key in read] == [None] * len(read)
        else:
            assert not (line["mime"] or "").startswith("image/")
    assert not [f for f in command.lines("findings", exam) if f["kind"] != "yara"]


def test_other_evidence_under_the_same_examination_is_refused(
    command: Skerry, examined: Path, phone: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.img"
    other.write_bytes(b"\1" * 4096)
    done = command("triage", "run", other, "--exam", examined, check=False)
    assert done.returncode == 1
    assert "begun on other sources" in done.stderr


def test_a_report_holds_no_picture_and_an_exhibit_asked_for_by_name_holds_blurred_ones(
    command: Skerry, examined: Path, phone: Path, tmp_path: Path
) -> None:
    command("triage", "report", examined, "--out", tmp_path / "plain")
    for path in (tmp_path / "plain").iterdir():
        body = path.read_bytes()
        assert not any(
            mark in body for mark in (b"\xff\xd8\xff", b"\x89PNG", b"GIF8", b"base64,", b"<img")
        )
    words = ("--with", "html,images", "--source", phone / "phone.img")
    command("triage", "report", examined, "--out", tmp_path / "exhibit", *words)
    exhibit = (tmp_path / "exhibit" / "exhibit-images.html").read_text()
    pictures = re.findall(r"data:image/jpeg;base64,([A-Za-z0-9+/=]+)", exhibit)
    shown = {f["file"] for f in command.lines("findings", examined) if f["kind"] != "yara"}
    assert len(pictures) == len(shown)
    for body in pictures:
        with Image.open(io.BytesIO(base64.b64decode(body))) as image:
            assert max(image.size) <= 96
    html = (tmp_path / "exhibit" / "report.html").read_text()
    assert "<img" not in html


def test_an_exhibit_from_other_evidence_is_refused(
    command: Skerry, examined: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other.img"
    other.write_bytes(b"\1" * 4096)
    words = ("--with", "images", "--source", other)
    done = command("triage", "report", examined, "--out", tmp_path / "r", *words, check=False)
    assert done.returncode == 1
    assert "not those that were examined" in done.stderr
    assert not (tmp_path / "r").exists()
