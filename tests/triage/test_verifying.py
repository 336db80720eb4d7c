import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.triage.reports.exams import Exam, build
from triage.exam.connection import open_for_reading, open_for_writing
from triage.reports.writing import write_report
from triage.verifying import unchecked_reports, verify_report, verify_reports, verify_results


@pytest.fixture
def exam(tmp_path: Path) -> Path:
    return build(tmp_path / "a.exam", Exam(paths=(b"/one.jpg", b"/two.jpg")))


def after(exam: Path, statement: str) -> list[str]:
    connection = open_for_writing(exam)
    connection.execute(statement)
    found = verify_results(connection)
    connection.close()
    return found


def test_results_as_they_were_have_no_problem(exam: Path) -> None:
    connection = open_for_reading(exam)
    assert verify_results(connection) == []
    connection.close()


def test_an_unfinished_examination_has_no_seal_to_break(tmp_path: Path) -> None:
    exam = build(tmp_path / "b.exam", Exam(finished=False))
    connection = open_for_reading(exam)
    assert verify_results(connection) == []
    connection.close()


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE sources SET surveyed = 0",
        "UPDATE volumes SET walked = 0",
        "UPDATE entries SET state = 'pending' WHERE path = CAST('/one.jpg' AS BLOB)",
    ],
)
def test_what_an_interrupted_examination_has_not_reached_is_no_fault(
    tmp_path: Path, statement: str
) -> None:
    assert after(build(tmp_path / "b.exam", Exam(finished=False)), statement) == []


@pytest.mark.parametrize(
    ("statement", "problem"),
    [
        (
            "DELETE FROM findings WHERE id = (SELECT min(id) FROM findings)",
            "the findings are not what they were when the examination finished",
        ),
        (
            "UPDATE entries SET size = 7 WHERE path = CAST('/one.jpg' AS BLOB)",
            "the files are not what they were when the examination finished",
        ),
        (
            "UPDATE gaps SET detail = 'nothing to see' WHERE reason = 'content-gone'",
            "the gaps are not what they were when the examination finished",
        ),
        ("DELETE FROM facts WHERE key = 'seal.gaps'", "the gaps were never sealed"),
        ("DELETE FROM gaps WHERE file IS NOT NULL", "1 failed entries have no gap that says why"),
        ("DELETE FROM gaps WHERE file IS NOT NULL", "1 partial entries have no gap that says why"),
        ("DELETE FROM gaps WHERE file IS NOT NULL", "1 skipped entries have no gap that says why"),
        ("DELETE FROM volumes", "6 files are recorded, but 0 can be listed"),
        ("UPDATE findings SET file = 'x'", "2 findings are recorded, but 0 can be listed"),
        ("UPDATE gaps SET source = 9", "5 gaps are recorded, but 1 can be listed"),
        (
            "UPDATE entries SET state = 'clean' WHERE state = 'failed'",
            "1 entries are in no known state ('clean')",
        ),
    ],
)
def test_tampering_is_named(exam: Path, statement: str, problem: str) -> None:
    assert problem in after(exam, statement)


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE gaps SET reason = 'because'",
        "UPDATE entries SET runs = '[[1'",
        "UPDATE entries SET path = 5",
        "UPDATE observations SET md5 = 'text'",
        "UPDATE entries SET modified = 'yesterday'",
        "DROP TABLE gaps",
    ],
)
def test_results_that_cannot_be_read_are_a_problem_not_a_crash(exam: Path, statement: str) -> None:
    (problem,) = after(exam, statement)
    assert problem.startswith("the results cannot be read")


def test_a_damaged_file_is_a_problem_not_a_crash(exam: Path) -> None:
    body = bytearray(exam.read_bytes())
    body[4096 : len(body) // 2] = bytes(len(body) // 2 - 4096)
    exam.write_bytes(body)
    connection = open_for_reading(exam)
    assert verify_results(connection)
    connection.close()


def alter(folder: Path) -> None:
    (folder / "findings.csv").write_text("nothing", "utf-8")


def add(folder: Path) -> None:
    (folder / "extra.txt").touch()


def remove(folder: Path) -> None:
    (folder / "report.html").unlink()


def forge(folder: Path) -> None:
    path = folder / "manifest.json"
    path.write_bytes(path.read_bytes().replace(b'"who": "', b'"who": "not '))


def unmake(folder: Path) -> None:
    (folder / "manifest.json").unlink()


def spoil(folder: Path) -> None:
    (folder / "manifest.json").write_text("{", "utf-8")


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (alter, "findings.csv was altered"),
        (add, "'extra.txt' was added"),
        (remove, "report.html is missing"),
        (forge, "manifest.json was altered"),
        (unmake, "manifest.json cannot be read: No such file or directory"),
        (spoil, "manifest.json is not a report's manifest"),
    ],
)
def test_a_report_that_was_changed_is_named(
    exam: Path, tmp_path: Path, change: Callable[[Path], None], problem: str
) -> None:
    write_report(exam, tmp_path / "out")
    assert verify_reports(exam) == []
    change(tmp_path / "out")
    (found,) = verify_reports(exam)
    assert found.startswith(f"report {tmp_path / 'out'}: {problem}")


def test_of_reports_in_one_folder_the_last_is_checked(exam: Path, tmp_path: Path) -> None:
    write_report(exam, tmp_path / "out", ("csv",))
    write_report(exam, tmp_path / "out", ("html",))
    assert verify_reports(exam) == []


def test_a_report_that_was_handed_on_is_said_not_to_be_checked(exam: Path, tmp_path: Path) -> None:
    write_report(exam, tmp_path / "out")
    shutil.move(tmp_path / "out", tmp_path / "handed on")
    assert verify_reports(exam) == []
    (line,) = unchecked_reports(exam)
    assert line.endswith("is not there, so not checked")
    assert verify_report(tmp_path / "handed on") == []


def test_writing_a_report_does_not_break_the_seal(exam: Path, tmp_path: Path) -> None:
    write_report(exam, tmp_path / "out")
    connection = open_for_reading(exam)
    assert verify_results(connection) == []
    connection.close()
