from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import text

from casework.act import Act
from casework.audit.stored_log import chained_lines, faults_of_records, found_lines
from casework.audit.verifying import verify
from casework.database import default_url, open_engine
from casework.errors import CaseworkError
from casework.master_key import master_key
from casework.migrating import current, latest, revisions, upgrade
from casework.records.person import Person
from casework.store import Store, open_store
from casework.tables import METADATA
from tests.casework.people import person


@pytest.mark.parametrize("revision", revisions()[:-1])
def test_a_database_of_an_earlier_release_is_brought_up_to_date_with_what_it_holds(
    tmp_path: Path, url: str | None, act: Act, revision: str
) -> None:
    home = tmp_path / "home"
    engine = open_engine(url or default_url(home))
    upgrade(engine, to=revision)
    earlier = Store(engine, master_key(home, is_new=True))
    with earlier.writing(act) as writing:
        writing.add(person(42))
    earlier.close()
    store = open_store(home, url)
    assert current(store.engine) == latest()
    with store.writing(act) as writing:
        writing.revise(person(42, name="Person 0042 Renamed Testcase"), after=1)
    with store.reading() as reading:
        assert len(reading.history(Person, "P-0042")) == 2
        assert verify(chained_lines(reading.connection)).is_whole
        assert list(faults_of_records(reading.connection)) == []
        steps = [line.detail.get("schema") for line in found_lines(reading.connection)]
    assert [step for step in steps if step] == [revision, latest()]
    store.close()


def test_the_tables_are_those_that_the_code_declares(store: Store) -> None:
    import casework.accounts.tables  # noqa: F401 (declares its own with the others)

    with store.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, METADATA) == []


def test_a_database_of_a_later_release_is_refused_and_left_alone(
    tmp_path: Path, url: str | None
) -> None:
    store = open_store(tmp_path / "home", url)
    with store.engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    store.close()
    with pytest.raises(CaseworkError, match="is at revision 9999; this Skerry knows"):
        open_store(tmp_path / "home", url)


def test_opening_a_database_that_is_up_to_date_logs_nothing(store: Store, tmp_path: Path) -> None:
    for _ in range(2):
        upgrade(store.engine)
    with store.reading() as reading:
        assert len(list(chained_lines(reading.connection))) == 1


def test_a_step_that_fails_leaves_the_database_as_it_was(
    tmp_path: Path, url: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = open_engine(url or default_url(tmp_path / "home"))

    def broken(*_words: object, **_named: object) -> None:
        raise CaseworkError("the power went")

    with monkeypatch.context() as patched:
        patched.setattr("casework.migrating.Log", broken)
        with pytest.raises(CaseworkError, match="the power went"):
            upgrade(engine)
    assert current(engine) is None
    upgrade(engine)
    assert current(engine) == latest()
    engine.dispose()
