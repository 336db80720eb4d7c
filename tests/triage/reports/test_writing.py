import json
from hashlib import sha256
from pathlib import Path

import pytest

from skerry import UsageError
from tests.triage.reports.exams import Exam, build
from tests.triage.reports.test_images import FINDING, jpeg
from triage.exam import reading
from triage.exam.connection import ExamError, Lock, open_for_reading, open_for_writing
from triage.reports import manifest
from triage.reports.manifest import ReportError
from triage.reports.writing import FORMATS, write_report
from triage.sealing import seal


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    return build(tmp_path / "a.exam", Exam())


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


def recorded(exam: Path) -> list[tuple[object, ...]]:
    connection = open_for_reading(exam)
    rows = connection.execute("SELECT location, manifest_sha256 FROM reports ORDER BY number")
    found = [tuple(row) for row in rows]
    connection.close()
    return found


def test_a_report_is_a_page_tables_and_a_manifest(exam: Path, tmp_path: Path) -> None:
    result = write_report(exam, tmp_path / "out")
    assert names(tmp_path / "out") == {
        "report.html", "files.csv", "findings.csv", "gaps.csv", "manifest.json",
    }  # fmt: skip
    assert {path.name for path in result.paths} == names(tmp_path / "out")
    assert result.html == tmp_path / "out" / "report.html"


def test_the_manifest_holds_the_digest_of_every_file(exam: Path, tmp_path: Path) -> None:
    result = write_report(exam, tmp_path / "out", ("html", "csv", "jsonl"))
    body = result.manifest.read_bytes()
    assert sha256(body).hexdigest() == result.manifest_sha256
    listed = json.loads(body)["files"]
    assert [each["name"] for each in listed] == sorted(names(tmp_path / "out") - {"manifest.json"})
    for each in listed:
        content = (tmp_path / "out" / each["name"]).read_bytes()
        assert (each["sha256"], each["size"]) == (sha256(content).hexdigest(), len(content))


def test_the_manifest_says_which_results_the_report_tells_of(exam: Path, tmp_path: Path) -> None:
    written = manifest.load(write_report(exam, tmp_path / "out").manifest.read_bytes())
    connection = open_for_reading(exam)
    assert written.exam.listings == seal(connection)
    assert reading.fact(connection, "seal.files") == written.exam.listings["files"]
    assert written.exam.finished
    connection.close()


def test_the_examination_remembers_the_report(exam: Path, tmp_path: Path) -> None:
    result = write_report(exam, tmp_path / "out")
    assert result.recorded
    assert recorded(exam) == [(str(tmp_path / "out"), result.manifest_sha256)]
    assert names(tmp_path) == {"a.exam", "out"}


def test_a_report_can_be_written_while_a_run_is_going_on(exam: Path, tmp_path: Path) -> None:
    lock = Lock(exam)
    result = write_report(exam, tmp_path / "out")
    lock.close()
    assert result.html is not None
    assert result.html.exists()
    assert not result.recorded
    assert recorded(exam) == []


def test_its_own_earlier_report_is_replaced(exam: Path, tmp_path: Path) -> None:
    write_report(exam, tmp_path / "out", FORMATS[:3])
    result = write_report(exam, tmp_path / "out", ("jsonl",))
    assert names(tmp_path / "out") == {
        "files.jsonl", "findings.jsonl", "gaps.jsonl", "manifest.json",
    }  # fmt: skip
    assert result.html is None
    assert names(tmp_path) == {"a.exam", "out"}


def test_an_earlier_report_is_replaced_where_names_cannot_be_swapped(
    exam: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("triage.reports.folder._exchange", lambda *_: False)
    write_report(exam, tmp_path / "out", ("jsonl",))
    write_report(exam, tmp_path / "out", ("html",))
    assert names(tmp_path / "out") == {"report.html", "manifest.json"}
    assert names(tmp_path) == {"a.exam", "out"}


def test_an_empty_folder_and_folders_above_it_will_do(exam: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    write_report(exam, tmp_path / "empty")
    write_report(exam, tmp_path / "new" / "deep")
    assert names(tmp_path / "new" / "deep") == names(tmp_path / "empty")


def test_a_folder_of_somebody_elses_is_left_alone(exam: Path, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "thesis.txt").write_text("all of it", "utf-8")
    with pytest.raises(ReportError, match="is not empty, and is no report"):
        write_report(exam, tmp_path / "out")
    assert names(tmp_path / "out") == {"thesis.txt"}
    assert names(tmp_path) == {"a.exam", "out"}


def test_a_file_in_the_way_is_left_alone(exam: Path, tmp_path: Path) -> None:
    (tmp_path / "out").write_text("mine", "utf-8")
    with pytest.raises(ReportError, match="is not a folder"):
        write_report(exam, tmp_path / "out")
    assert (tmp_path / "out").read_text("utf-8") == "mine"


@pytest.mark.parametrize("name", ["notes.txt", "report.html"])
def test_a_report_somebody_worked_on_is_left_alone(exam: Path, tmp_path: Path, name: str) -> None:
    write_report(exam, tmp_path / "out")
    (tmp_path / "out" / name).write_text("my notes", "utf-8")
    with pytest.raises(ReportError, match="was changed"):
        write_report(exam, tmp_path / "out")
    assert (tmp_path / "out" / name).read_text("utf-8") == "my notes"


def test_the_report_of_another_examination_is_left_alone(exam: Path, tmp_path: Path) -> None:
    other = build(tmp_path / "b.exam", Exam(label="tablet.dd"))
    first = write_report(other, tmp_path / "out")
    with pytest.raises(ReportError, match="another examination"):
        write_report(exam, tmp_path / "out")
    assert first.manifest.read_bytes()


def test_a_report_that_fails_half_way_leaves_nothing(
    exam: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> list[str]:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("triage.reports.html.write", full)
    with pytest.raises(ReportError, match="No space left on device"):
        write_report(exam, tmp_path / "out")
    assert names(tmp_path) == {"a.exam"}


def test_a_failing_replacement_leaves_the_earlier_report(
    exam: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = write_report(exam, tmp_path / "out")
    monkeypatch.setattr("triage.reports.writing.seal", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        write_report(exam, tmp_path / "out")
    assert sha256(first.manifest.read_bytes()).hexdigest() == first.manifest_sha256
    assert names(tmp_path) == {"a.exam", "out"}


def test_file_names_owe_nothing_to_evidence(tmp_path: Path) -> None:
    exam = build(tmp_path / "a.exam", Exam(label="../../escape<b>"))
    write_report(exam, tmp_path / "out")
    assert names(tmp_path) == {"a.exam", "out"}


@pytest.mark.parametrize("formats", [("pdf",), ("html", "vics"), ()])
def test_a_format_that_is_not_there_is_wrong_usage(
    exam: Path, tmp_path: Path, formats: tuple[str, ...]
) -> None:
    with pytest.raises(UsageError):
        write_report(exam, tmp_path / "out", formats)
    assert not (tmp_path / "out").exists()


def test_pictures_are_written_only_where_they_are_asked_for(exam: Path, tmp_path: Path) -> None:
    evidence = tmp_path / "phone.dd"
    plain = write_report(exam, tmp_path / "out", ("html",))
    with_pictures = write_report(
        exam,
        tmp_path / "exhibit",
        ("html", "images"),
        (evidence,),
        thumbnails=lambda _, sources: [(FINDING, jpeg(9, 9))] if sources == (evidence,) else [],
    )
    assert "exhibit-images.html" not in names(plain.manifest.parent)
    assert "exhibit-images.html" in names(with_pictures.manifest.parent)
    assert with_pictures.html is not None
    page = with_pictures.html.read_text("utf-8")
    assert "a separate exhibit" in page
    assert "<img" not in page


def test_pictures_without_the_evidence_are_wrong_usage(exam: Path, tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="--source"):
        write_report(exam, tmp_path / "out", ("images",))


def test_what_is_no_examination_cannot_be_reported_on(tmp_path: Path) -> None:
    (tmp_path / "a.exam").write_bytes(b"not a database" * 100)
    with pytest.raises(ExamError):
        write_report(tmp_path / "a.exam", tmp_path / "out")
    with pytest.raises(ExamError):
        write_report(tmp_path / "none.exam", tmp_path / "out")


def test_a_report_sees_one_moment_of_a_run_that_goes_on(exam: Path, tmp_path: Path) -> None:
    writing = open_for_writing(exam)
    writing.execute("PRAGMA journal_mode = WAL")

    def meanwhile(*_: object) -> list[tuple[dict[str, str], bytes]]:
        writing.execute("DELETE FROM findings")
        return []

    result = write_report(
        exam, tmp_path / "out", FORMATS, (tmp_path,), thumbnails=meanwhile
    )  # fmt: skip
    writing.close()
    findings = (result.manifest.parent / "findings.jsonl").read_bytes()
    assert findings.count(b"\n") > 10
