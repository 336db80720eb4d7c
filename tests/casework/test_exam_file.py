from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.exam_file import APPLICATION_ID, FORMATS, read_exam
from tests.casework.exam_files import an_exam
from triage.exam import schema


def test_the_format_that_is_read_is_the_one_that_examinations_are_written_in() -> None:
    assert schema.APPLICATION_ID == APPLICATION_ID
    assert schema.FORMAT in FORMATS


def test_an_exam_is_read_with_its_coverage_findings_and_gaps(tmp_path: Path) -> None:
    found = read_exam(an_exam(tmp_path / "one.exam"))
    assert found.states == {"done": 2, "failed": 1, "skipped": 1}
    assert found.findings == {"high": 2, "info": 1}
    assert found.gaps == {"damaged": 1, "not-authorised": 1}
    assert found.kinds_not_authorised == ("messages",)
    assert (found.officer, found.power) == ("Examiner Madeup", "condition c1 of O-1")
    assert found.versions == {"skerry": "0.1.0", "set unreal 7": "7"}
    assert found.examined.isoformat() == "2026-11-03T09:05:00+00:00"


def test_reading_leaves_the_file_and_its_folder_as_they_were(tmp_path: Path) -> None:
    path = an_exam(tmp_path / "one.exam")
    before = path.read_bytes()
    read_exam(path)
    assert path.read_bytes() == before
    assert [found.name for found in tmp_path.iterdir()] == ["one.exam"]


@pytest.mark.parametrize("sidecar", ["-wal", "-journal", ".lock"])
def test_an_exam_that_is_being_written_is_refused(tmp_path: Path, sidecar: str) -> None:
    path = an_exam(tmp_path / "one.exam")
    (tmp_path / f"one.exam{sidecar}").write_bytes(b"")
    with pytest.raises(CaseworkError, match="in use"):
        read_exam(path)


@pytest.mark.parametrize(
    ("further", "text"),
    [
        ("PRAGMA user_version = 99", "format 99"),
        ("PRAGMA application_id = 7", "no examination file"),
        ("DROP TABLE gaps", "no examination file"),
        ("DELETE FROM facts", "no examination file"),
        ("UPDATE facts SET value = 'yes' WHERE key = 'authority'", "no examination file"),
    ],
)
def test_a_file_that_is_none_is_refused_in_one_line(
    tmp_path: Path, further: str, text: str
) -> None:
    with pytest.raises(CaseworkError, match=text):
        read_exam(an_exam(tmp_path / "one.exam", further))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(st.data())
def test_a_damaged_exam_is_read_or_refused_and_never_more(
    tmp_path: Path, data: st.DataObject
) -> None:
    path = tmp_path / "one.exam"
    path.unlink(missing_ok=True)
    content = bytearray(an_exam(path).read_bytes())
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    path.write_bytes(content)
    try:
        found = read_exam(path)
    except CaseworkError:
        return
    assert len(found.sha256) == 64


def test_a_file_that_cannot_be_read_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CaseworkError, match="cannot read"):
        read_exam(tmp_path / "nowhere.exam")
