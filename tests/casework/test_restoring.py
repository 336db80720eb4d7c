import shutil
from pathlib import Path

import pytest
from pysqlite3 import dbapi2

from casework.act import Act
from casework.audit.checkpoint import Checkpoint, opened
from casework.audit.checkpointing import take_checkpoint
from casework.audit.fault import FaultKind
from casework.audit.signing_key import public_half, signing_key
from casework.audit.stored_log import chained_lines, faults_of_records
from casework.audit.verifying import verify
from casework.database import default_url
from casework.errors import CaseworkError
from casework.records.person import Person
from casework.retention.erasing import erase, repeat_erasures
from casework.store import Store, open_store
from tests.casework.people import person
from tests.casework.postgres import Cluster
from tests.casework.retention.test_erasing import ERASER, review


def backed_up(store: Store, target: str) -> None:
    """As an administrator does it: SQLite's online backup, or pg_dump."""
    if store.engine.dialect.name == "sqlite":
        source = dbapi2.connect(str(store.engine.url.database))
        copy = dbapi2.connect(target.removeprefix("sqlite:///"))
        source.backup(copy)
        source.close()
        copy.close()


@pytest.fixture
def restored(store: Store, act: Act, tmp_path: Path, request: pytest.FixtureRequest) -> str:
    """A backup of two people, opened beside the store that went on."""
    with store.writing(act) as writing:
        writing.add(person(42))
        writing.add(person(43))
        writing.add(review())
    home = tmp_path / "restored"
    home.mkdir()
    shutil.copy(tmp_path / "home" / "casework.key", home)
    if store.engine.dialect.name == "sqlite":
        backed_up(store, default_url(home))
        return default_url(home)
    cluster: Cluster = request.getfixturevalue("cluster")
    address = cluster.database()
    schema = str(store.engine.url.query["options"]).partition("=")[2]
    dump = cluster.folder / "dump.sql"
    source = cluster.at(f"@/{store.engine.url.database}?")
    cluster.run("pg_dump", *source, "-n", schema, "-f", dump)
    cluster.run("psql", "-q", *cluster.at(address), "-f", dump)
    return cluster.with_schema(address, schema)


def checkpoint_of(store: Store, act: Act, folder: Path) -> Checkpoint:
    note = take_checkpoint(store, act, folder)
    return opened(note, (public_half(signing_key(folder)),))


def test_a_backup_that_was_restored_is_verified_and_shows_what_it_lacks(
    store: Store, restored: str, act: Act, tmp_path: Path
) -> None:
    later = checkpoint_of(store, act, tmp_path)
    again = open_store(tmp_path / "restored", restored)
    with again.reading() as reading:
        assert [found.record.id for found in reading.every(Person)] == ["P-0042", "P-0043"]
        assert verify(chained_lines(reading.connection)).is_whole
        assert list(faults_of_records(reading.connection)) == []
        (fault,) = verify(chained_lines(reading.connection), [later]).faults
    assert fault.kind is FaultKind.TRUNCATED
    again.close()


def test_what_was_erased_since_the_backup_is_erased_again(
    store: Store, restored: str, tmp_path: Path
) -> None:
    erase(store, ERASER, "P-0042")
    with store.reading() as reading:
        kept_off_host = list(chained_lines(reading.connection))
    again = open_store(tmp_path / "restored", restored)
    (certificate,) = repeat_erasures(again, ERASER, kept_off_host)
    assert certificate.person == "P-0042"
    assert repeat_erasures(again, ERASER, kept_off_host) == []
    with again.reading() as reading:
        assert [found.record.id for found in reading.every(Person)] == ["P-0043"]
        assert verify(chained_lines(reading.connection)).is_whole
        assert list(faults_of_records(reading.connection)) == []
    again.close()


def test_erasures_are_repeated_from_no_log_but_a_whole_one(
    store: Store, restored: str, tmp_path: Path
) -> None:
    erase(store, ERASER, "P-0042")
    with store.reading() as reading:
        lines = list(chained_lines(reading.connection))
    again = open_store(tmp_path / "restored", restored)
    with pytest.raises(CaseworkError, match="does not stand"):
        repeat_erasures(again, ERASER, lines[1:])
    again.close()
