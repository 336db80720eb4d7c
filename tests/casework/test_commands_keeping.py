import json
import shlex
import shutil
from pathlib import Path

import pytest
from pysqlite3 import dbapi2
from sqlalchemy import Connection

import cli
from casework.accounts.roles import Role
from tests.casework.seats import Seats

SAID = ("Person 0042 Testcase", "1 Nowhere Street", "Unreal Phone 5", "Person 0077 Testcase")
ERASED: list[str] = []


def archive(_connection: Connection, person: str) -> int:
    """As the archive of events would."""
    ERASED.append(person)
    return 7


@pytest.fixture
def unit(skerry: Seats) -> Seats:
    """Somebody whom a review says to erase, somebody who stays, and a second officer."""
    for words in (
        "people add P-0042 --name 'Person 0042 Testcase' --area North",
        "people add P-0043 --name 'Person 0043 Testcase' --area North",
        "people move P-0042 --address '1 Nowhere Street'",
        "devices add D-1 --person P-0042 --standing found --description 'Unreal Phone 5'",
        "people reports add P-0042 --told 'a phone' --source-name 'Person 0077 Testcase'",
        "people retention-reviews add P-0042 --schedule u --schedule-version 1 --rule all"
        " --outcome erase --rationale 'no longer needed'",
    ):
        skerry(*shlex.split(words))
    skerry.audits("list")
    skerry.sit("records.one", Role.CO_ORDINATOR, areas=("North",))
    return skerry


@pytest.fixture
def with_archive(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    monkeypatch.setattr(cli, "ERASERS", {"events": f"{__name__}:archive"})
    ERASED.clear()
    return ERASED


def sealed(unit: Seats) -> list[bytes]:
    """Every sealed body of the person's, and the wrapped key to them."""
    connection = dbapi2.connect(str(unit.home / "casework.db"))
    found = [
        bytes(value)
        for query in (
            "SELECT body FROM records WHERE person = 'P-0042'",
            "SELECT wrapped FROM content_keys WHERE person = 'P-0042'",
        )
        for (value,) in connection.execute(query)
    ]
    connection.close()
    return found


def everything(home: Path) -> bytes:
    return b"".join(path.read_bytes() for path in sorted(home.iterdir()) if path.is_file())


def test_an_erased_person_is_nowhere_in_the_home_and_the_certificate_tells_nothing_of_them(
    unit: Seats, tmp_path: Path, with_archive: list[str]
) -> None:
    kept = sealed(unit)
    before = everything(unit.home)
    assert len(kept) == 7
    assert all(piece in before for piece in kept)
    certificate = tmp_path / "certificate.json"
    told = unit("people", "erase", "P-0042", "--certificate", certificate).stdout
    assert "P-0042 erased" in told
    after = everything(unit.home)
    assert [piece for piece in kept if piece in after or piece[12:44] in after] == []
    text = certificate.read_text()
    assert [word for word in SAID if word in text or word.encode() in after] == []
    said = json.loads(text)
    assert (said["erased_by"], said["reviewed_by"]) == ("records.one", "jo.unreal")
    assert (said["counts"]["person"], said["counts"]["events"]) == (1, 7)
    assert with_archive == ["P-0042"]
    assert unit("people", "show", "P-0042", check=False).returncode == 1
    assert "P-0043" in unit("people", "list").stdout
    assert unit.audits("verify").returncode == 0


def test_who_reviewed_is_not_who_erases(unit: Seats, tmp_path: Path) -> None:
    certificate = tmp_path / "certificate.json"
    words = ("people", "erase", "P-0042", "--certificate", certificate)
    done = unit.as_("jo.unreal", *words, check=False)
    assert (done.returncode, "the one who reviewed" in done.stderr) == (1, True)
    assert not certificate.exists()


def test_an_archive_that_does_not_answer_keeps_the_person_on_file(
    unit: Seats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(cli, "ERASERS", {"events": f"{__name__}:broken"})
    words = ("people", "erase", "P-0042", "--certificate", tmp_path / "c.json")
    assert unit(*words, check=False).stderr == "skerry: events: No space left on device\n"
    assert "P-0042" in unit("people", "list").stdout
    assert not (tmp_path / "c.json").exists()


def broken(_connection: Connection, _person: str) -> int:
    raise OSError(28, "No space left on device", "events")


def restored(unit: Seats, folder: Path) -> Seats:
    """A backup of now, opened later beside what went on."""
    shutil.copytree(unit.home, folder / "restored")
    return unit.at(folder / "restored")


def test_erasures_since_the_backup_are_repeated_from_a_log_kept_elsewhere(
    unit: Seats, tmp_path: Path, with_archive: list[str]
) -> None:
    again = restored(unit, tmp_path)
    kept = sealed(unit)
    unit("people", "erase", "P-0042", "--certificate", tmp_path / "c.json")
    log = tmp_path / "log.jsonl"
    unit.audits("export", "--out", log)
    again.sit("chief.one", Role.CO_ORDINATOR)
    words = ("people", "repeat-erasures", log, "--certificates")
    told = again(*words, tmp_path / "again.jsonl").stdout
    assert "1 erased again" in told
    assert [piece for piece in kept if piece in everything(again.home)] == []
    assert with_archive == ["P-0042", "P-0042"]
    (line,) = (tmp_path / "again.jsonl").read_text().splitlines()
    assert json.loads(line)["counts"]["device"] == 1
    assert again("people", "show", "P-0042", check=False).returncode == 1
    assert again.audits("verify").returncode == 0


def test_what_another_part_restored_is_erased_again_where_the_person_is_long_gone(
    unit: Seats, tmp_path: Path, with_archive: list[str]
) -> None:
    unit("people", "erase", "P-0042", "--certificate", tmp_path / "c.json")
    log = tmp_path / "log.jsonl"
    unit.audits("export", "--out", log)
    told = unit("people", "repeat-erasures", log, "--certificates", tmp_path / "again.jsonl").stdout
    assert "1 erased again" in told
    assert json.loads((tmp_path / "again.jsonl").read_text())["counts"] == {"events": 7}


def test_who_was_put_on_file_anew_is_not_erased_again(unit: Seats, tmp_path: Path) -> None:
    unit("people", "erase", "P-0042", "--certificate", tmp_path / "c.json")
    unit("people", "add", "P-0042", "--name", "Person 0042 Anew", "--area", "North")
    log = tmp_path / "log.jsonl"
    unit.audits("export", "--out", log)
    told = unit("people", "repeat-erasures", log, "--certificates", tmp_path / "again.jsonl").stdout
    assert told == "0 erased again\n"
    assert "P-0042" in unit("people", "list").stdout


def test_a_certificate_that_cannot_be_written_is_told(
    unit: Seats, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("casework.commands_keeping.os.fsync", full)
    done = unit("people", "erase", "P-0042", "--certificate", tmp_path / "c.json", check=False)
    assert done.returncode == 1
    assert json.loads(done.stdout)["person"] == "P-0042"


def test_an_erasure_says_where_another_program_still_holds_what_was_before(
    unit: Seats, tmp_path: Path
) -> None:
    reader = dbapi2.connect(str(unit.home / "casework.db"), isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT count(*) FROM records").fetchone()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("casework.database.BUSY_SECONDS", 0.2)
        done = unit("people", "erase", "P-0042", "--certificate", tmp_path / "c.json")
    assert (done.returncode, "another program reads" in done.stderr) == (3, True)
    reader.close()
