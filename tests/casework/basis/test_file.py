from pathlib import Path

import pytest

from casework.basis.file import basis_file, read_basis, write_basis
from casework.basis.working_out import basis, not_monitored
from casework.errors import CaseworkError
from tests.casework.people import person
from tests.casework.samples import moment, order


def write(path: Path) -> Path:
    both = [basis(person(number), [order()], []) for number in (43, 42)]
    missing = not_monitored(person(43), [order()], [], moment(9))
    write_basis(path, basis_file(both, moment(9), missing))
    return path


def test_the_file_gives_the_gate_what_casework_would(tmp_path: Path) -> None:
    content = read_basis(write(tmp_path / "basis.json"))
    assert content.of_everybody() == {"P-0042": basis(person(42), [order()], [])}
    assert [one.person for one in content.not_monitored] == ["P-0043"]


def test_the_file_names_nobody(tmp_path: Path) -> None:
    assert b"Testcase" not in write(tmp_path / "basis.json").read_bytes()


@pytest.mark.parametrize(
    ("was", "becomes", "text"),
    [
        ('"until": "2027', '"until": "1999', "ends before it begins"),
        ("T09:00:00Z", "T09:00:00", "in which zone"),
        ('"messages"', '"thoughts"', "is no basis file"),
        ("skerry-basis-1", "skerry-basis-9", "is no basis file"),
        ('"spans"', '"spams"', "is no basis file"),
    ],
)
def test_a_file_that_cannot_be_relied_on_is_refused_whole(
    tmp_path: Path, was: str, becomes: str, text: str
) -> None:
    path = write(tmp_path / "basis.json")
    changed = path.read_text().replace(was, becomes)
    assert changed != path.read_text()
    path.write_text(changed)
    with pytest.raises(CaseworkError, match=text):
        read_basis(path)


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(CaseworkError, match="cannot read"):
        read_basis(tmp_path / "none.json")


def test_a_file_that_cannot_be_written_leaves_the_one_before(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "basis.json"
    write_basis(path, basis_file([], moment(1)))
    before = path.read_bytes()

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.basis.file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        write_basis(path, basis_file([], moment(2)))
    assert path.read_bytes() == before
    assert list(tmp_path.iterdir()) == [path]
