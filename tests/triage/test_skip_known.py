"""Known files may end with their digests where a unit's policy says so; nothing else ever does."""

import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from PIL import Image

from tests.skerry_command import Skerry

RULE = 'rule word { strings: $a = "lighthouse" condition: $a }'
TEXT = b"the lighthouse keeper's log"


def picture() -> bytes:
    body = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(body, "PNG")
    return body.getvalue()


def archive() -> bytes:
    body = io.BytesIO()
    with zipfile.ZipFile(body, "w") as packed:
        packed.writestr("inside.txt", TEXT)
    return body.getvalue()


CONTENT = {"log.txt": TEXT, "packed.zip": archive(), "picture.png": picture(), "other.txt": b"x"}


@pytest.fixture
def unit(tmp_path: Path) -> tuple[Skerry, Path]:
    """A unit with a set of known files, and a folder that holds them and one more."""
    skerry = Skerry(tmp_path / "home")
    skerry.home.mkdir()
    folder = tmp_path / "evidence"
    folder.mkdir()
    for name, body in CONTENT.items():
        (folder / name).write_bytes(body)
    known(skerry, tmp_path, "log.txt", "packed.zip", "picture.png")
    return skerry, folder


def known(skerry: Skerry, place: Path, *names: str) -> None:
    listed = place / "known.sha256"
    digests = [hashlib.sha256(CONTENT[name]).hexdigest() for name in names]
    listed.write_text("".join(f"{digest}\n" for digest in digests))
    words = ("--name", "system", "--disposition", "known", "--algorithm", "sha256")
    skerry("hashsets", "import", listed, *words)


def policy(skerry: Skerry, text: str) -> None:
    (skerry.home / "policy.toml").write_text(f"[triage]\n{text}\n")


def examined(skerry: Skerry, folder: Path, exam: Path) -> dict[str, dict[str, object]]:
    rules = exam.with_name("words.yar")
    rules.write_text(RULE)
    skerry("triage", "run", folder, "--exam", exam, "--rules", rules, "--workers", "1")
    return {line["path"]: line for line in skerry.lines("files", exam)}


def test_without_such_a_policy_known_files_are_examined_like_all_others(
    unit: tuple[Skerry, Path], tmp_path: Path
) -> None:
    skerry, folder = unit
    files = examined(skerry, folder, tmp_path / "x.exam")
    assert {line["state"] for line in files.values()} == {"done"}
    assert "/packed.zip>>inside.txt" in files
    assert files["/log.txt"]["disposition"] == "known"


def test_by_policy_known_files_end_with_their_digests_and_are_counted(
    unit: tuple[Skerry, Path], tmp_path: Path
) -> None:
    skerry, folder = unit
    policy(skerry, "skip_known = true")
    exam = tmp_path / "x.exam"
    files = examined(skerry, folder, exam)
    states = {path: (line["state"], line["reason"]) for path, line in files.items()}
    assert states == {
        "/log.txt": ("skipped", "known"),
        "/other.txt": ("done", None),
        "/packed.zip": ("skipped", "known"),
        "/picture.png": ("done", None),
    }
    assert files["/log.txt"]["sha256"] == hashlib.sha256(TEXT).hexdigest()
    assert files["/picture.png"]["pdq"]
    gaps = [gap for gap in skerry.lines("gaps", exam) if gap["reason"] == "known"]
    assert sorted(gap["path"] for gap in gaps) == ["/log.txt", "/packed.zip"]
    assert skerry.lines("findings", exam) == []


def test_a_file_that_an_alert_set_holds_too_is_examined_whole(
    unit: tuple[Skerry, Path], tmp_path: Path
) -> None:
    skerry, folder = unit
    policy(skerry, "skip_known = true")
    listed = tmp_path / "alert.sha256"
    listed.write_text(hashlib.sha256(TEXT).hexdigest() + "\n")
    words = ("--name", "wanted", "--disposition", "alert", "--algorithm", "sha256")
    skerry("hashsets", "import", listed, *words)
    files = examined(skerry, folder, tmp_path / "x.exam")
    assert files["/log.txt"]["state"] == "done"
    kinds = {finding["kind"] for finding in skerry.lines("findings", tmp_path / "x.exam")}
    assert kinds == {"exact", "yara"}


@pytest.mark.slow
def test_when_the_policy_ends_what_was_left_out_is_read(
    unit: tuple[Skerry, Path], tmp_path: Path
) -> None:
    skerry, folder = unit
    policy(skerry, "skip_known = true")
    exam = tmp_path / "x.exam"
    examined(skerry, folder, exam)
    policy(skerry, "skip_known = false")
    files = examined(skerry, folder, exam)
    whole = tmp_path / "whole.exam"
    assert files == examined(skerry, folder, whole)
    assert skerry.outputs(exam) == skerry.outputs(whole)


@pytest.mark.slow
def test_when_a_set_of_known_files_changes_what_it_no_longer_holds_is_read(
    unit: tuple[Skerry, Path], tmp_path: Path
) -> None:
    skerry, folder = unit
    policy(skerry, "skip_known = true")
    exam = tmp_path / "x.exam"
    examined(skerry, folder, exam)
    known(skerry, tmp_path, "packed.zip")
    files = examined(skerry, folder, exam)
    assert files["/log.txt"]["state"] == "done"
    assert files["/packed.zip"]["state"] == "skipped"
    assert skerry.outputs(exam) == outputs_of_a_fresh_one(skerry, folder, tmp_path)


def outputs_of_a_fresh_one(skerry: Skerry, folder: Path, place: Path) -> str:
    examined(skerry, folder, place / "fresh.exam")
    return skerry.outputs(place / "fresh.exam")
