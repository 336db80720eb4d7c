from hashlib import sha256
from pathlib import Path

import pytest

from triage.reports.manifest import (
    FORMAT,
    Examined,
    Manifest,
    ReportError,
    Written,
    describe,
    encode,
    load,
    problems,
)


def manifest(*files: Written) -> Manifest:
    exam = Examined(identity="i", finished=True, listings={"files": "f"})
    return Manifest(
        format=FORMAT, skerry="1", written="2026-11-24T10:00:00Z", who="me", exam=exam, files=files
    )


@pytest.fixture
def report(tmp_path: Path) -> tuple[Path, Manifest]:
    (tmp_path / "b.csv").write_bytes(b"b")
    (tmp_path / "a.html").write_bytes(b"aa")
    return tmp_path, manifest(*describe(tmp_path, ["b.csv", "a.html"]))


def test_files_are_described_in_order_of_name(report: tuple[Path, Manifest]) -> None:
    assert report[1].files == (
        Written(name="a.html", sha256=sha256(b"aa").hexdigest(), size=2),
        Written(name="b.csv", sha256=sha256(b"b").hexdigest(), size=1),
    )


def test_a_manifest_reads_back(report: tuple[Path, Manifest]) -> None:
    body = encode(report[1])
    assert load(body) == report[1]
    assert body.endswith(b"}\n")


def test_an_untouched_report_has_no_problem(report: tuple[Path, Manifest]) -> None:
    assert problems(*report) == []


def test_every_alteration_is_named(report: tuple[Path, Manifest]) -> None:
    folder, written = report
    (folder / "a.html").write_bytes(b"ab")
    (folder / "b.csv").unlink()
    (folder / "c.txt").touch()
    assert problems(folder, written) == [
        "'c.txt' was added", "a.html was altered", "b.csv is missing",
    ]  # fmt: skip


def test_a_link_to_the_same_bytes_is_an_alteration(report: tuple[Path, Manifest]) -> None:
    folder, written = report
    elsewhere = folder.parent / f"{folder.name}-elsewhere"
    (folder / "b.csv").rename(elsewhere)
    (folder / "b.csv").symlink_to(elsewhere)
    assert problems(folder, written) == ["b.csv was altered"]


@pytest.mark.parametrize(
    "body", [b"", b"{}", b"[1]", b"\xff", encode(manifest()).replace(b"report-1", b"report-2")]
)
def test_what_is_no_manifest_is_refused(body: bytes) -> None:
    with pytest.raises(ReportError):
        load(body)


@pytest.mark.parametrize("name", ["../a", "/etc/passwd", "a/b", "..", ""])
def test_a_manifest_may_not_point_outside_its_folder(name: str) -> None:
    with pytest.raises(ReportError, match="outside"):
        load(encode(manifest(Written(name=name, sha256="0", size=0))))
