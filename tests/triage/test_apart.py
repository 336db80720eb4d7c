"""Nothing is ever written over evidence or inside it."""

from pathlib import Path

import pytest

from skerry import SkerryError
from tests.skerry_command import Skerry
from triage.apart import SIDECARS, check_exam_apart
from triage.sources.opening import open_source


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "phone"
    (folder / "sub").mkdir(parents=True)
    (folder / "note.txt").write_bytes(b"what the device holds")
    return folder


def listing(folder: Path) -> list[tuple[str, int]]:
    return sorted((str(path), path.stat().st_mtime_ns) for path in (folder, *folder.rglob("*")))


def test_an_examination_inside_the_folder_it_examines_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    command = Skerry(tmp_path / "home")
    before = listing(folder)
    for place in (folder / "x.exam", folder / "sub" / "x.exam"):
        refused = command("triage", "run", folder, "--exam", place, check=False)
        assert refused.returncode == 1
        assert "inside the evidence" in refused.stderr
        assert len(refused.stderr.splitlines()) == 1
    assert listing(folder) == before


def test_a_link_into_the_evidence_is_the_evidence(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(folder / "sub")
    with open_source(folder, 0) as source, pytest.raises(SkerryError, match="inside the evidence"):
        check_exam_apart(tmp_path / "link" / "x.exam", [source])


def test_an_examination_beside_the_folder_is_welcome(folder: Path, tmp_path: Path) -> None:
    with open_source(folder, 0) as source:
        check_exam_apart(tmp_path / "x.exam", [source])


@pytest.mark.parametrize("suffix", SIDECARS)
def test_an_image_is_never_taken_for_an_examination_or_its_sidecar(
    suffix: str, tmp_path: Path
) -> None:
    image = tmp_path / f"x.dd{suffix}"
    image.write_bytes(b"")
    with open_source(image, 0) as source, pytest.raises(SkerryError, match="is evidence"):
        check_exam_apart(tmp_path / "x.dd", [source])


def test_another_name_of_the_image_is_the_image(tmp_path: Path) -> None:
    image, other = tmp_path / "x.dd", tmp_path / "other"
    image.write_bytes(b"")
    other.hardlink_to(image)
    with open_source(image, 0) as source, pytest.raises(SkerryError, match="is evidence"):
        check_exam_apart(other, [source])


@pytest.mark.slow
def test_a_report_inside_the_folder_that_was_examined_is_refused(
    folder: Path, tmp_path: Path
) -> None:
    command = Skerry(tmp_path / "home")
    exam = tmp_path / "x.exam"
    command("triage", "run", folder, "--exam", exam)
    before = listing(folder)
    for place in (folder, folder / "report", folder / "sub" / "deep" / "report"):
        refused = command("triage", "report", exam, "--out", place, check=False)
        assert refused.returncode == 1
        assert "inside the evidence" in refused.stderr
    assert listing(folder) == before
