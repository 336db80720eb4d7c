import json
from itertools import repeat
from pathlib import Path

import pytest
from sqlalchemy import select

import cli
from casework.errors import CaseworkError
from casework.store import open_store as open_casework
from monitor.acting import Action, Asked, Doing, act, silence
from monitor.commands_alerts import raised
from monitor.engine import Engine
from monitor.erasing import OF_A_PERSON, OF_AN_ALERT, erase, eraser
from monitor.policy import Policy
from monitor.records import Batch
from monitor.status import status
from monitor.store.archive import archived
from monitor.store.opening import Store, open_store
from monitor.store.refused import NOBODY
from monitor.store.tables import METADATA, REFUSED, SEEN
from tests.casework.postgres import Cluster
from tests.monitor.made import AT
from tests.monitor.recorded import TOPIC, play, recorded, records, rules

PERSON = "P-1"
LINES = recorded(300)


def filled(store: Store) -> None:
    """Everything of which there can be something, of everybody."""
    play(store, LINES, repeat(100))
    for alert in list(raised(store, PERSON)):
        act(store, alert.id, Doing(Action.NOTE, "op", AT, "a note"))
    silence(store, Asked("plans", PERSON, 1, "op", "agreed"), Policy(), AT)


def naming(store: Store, person: str) -> dict[str, int]:
    """Rows that name a person, by table."""
    with store.reading() as connection:
        return {
            table.name: len(connection.execute(select(table).where(table.c.person == person)).all())
            for table in METADATA.sorted_tables
            if "person" in table.c
        }


def test_nothing_names_the_erased_and_nothing_of_theirs_opens(store: Store) -> None:
    filled(store)
    others = [alert for alert in raised(store) if alert.person != PERSON]
    before = naming(store, PERSON)
    counts = erase(store, PERSON)
    assert {name: counts[name] for name in before if name in counts} == before
    assert counts["monitor_actions"] > 0
    assert set(naming(store, PERSON).values()) == {0}
    assert list(raised(store)) == others
    with store.reading() as connection:
        assert list(archived(connection, store.master, PERSON)) == []
        assert len(list(archived(connection, store.master, "P-2"))) > 0


def test_every_table_that_names_a_person_or_an_alert_is_erased_from() -> None:
    tables = METADATA.sorted_tables
    assert {one for one in tables if "person" in one.c} == set(OF_A_PERSON)
    assert {one for one in tables if "alert" in one.c and "person" not in one.c} == set(OF_AN_ALERT)


def test_what_was_refused_stays_counted_of_nobody(store: Store) -> None:
    play(store, LINES, repeat(100))
    with store.reading() as connection:
        before = status(connection, AT, [])
    erase(store, "P-8")
    with store.reading() as connection:
        after = status(connection, AT, [])
        people = set(connection.execute(select(REFUSED.c.person)).scalars())
    assert before.refused == after.refused
    assert before.refused["no-basis"] > 0
    assert "P-8" not in people
    assert NOBODY in people
    assert [one.person for one in before.not_monitored or ()] == ["P-8"]
    assert after.not_monitored == []


def test_an_erased_person_is_not_erased_twice_and_others_are_no_obstacle(store: Store) -> None:
    filled(store)
    erase(store, PERSON)
    assert set(erase(store, PERSON).values()) == {0}


def test_a_process_that_still_remembers_the_erased_does_not_bring_them_back(
    tmp_path: Path, url: str | None
) -> None:
    running, other = open_store(tmp_path / "home", url), open_store(tmp_path / "home", url)
    engine, judged = Engine(running, lambda: AT), rules()
    place, _ = running.take_over(TOPIC, 0)
    all_records = records(LINES)
    half = len(LINES) // 2
    engine.keep(Batch(all_records[:half], {place: half}), judged)
    erase(other, PERSON)
    engine.keep(Batch(all_records[half:], {place: len(LINES)}), judged)
    later = {json.loads(line)["id"] for line in LINES[half:]}
    with running.reading() as connection:
        kept = {event.id for event in archived(connection, running.master, PERSON)}
    assert kept
    assert kept <= later
    for store in (running, other):
        store.close()


def test_duplicates_of_the_erased_are_still_known_and_name_nobody(store: Store) -> None:
    play(store, LINES, repeat(100))
    with store.reading() as connection:
        before = connection.execute(select(SEEN)).all()
    erase(store, PERSON)
    with store.reading() as connection:
        assert connection.execute(select(SEEN)).all() == before


def test_the_bytes_of_the_wrapped_key_are_on_no_page_any_more(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    filled(store)
    with store.reading() as connection:
        query = "SELECT wrapped FROM monitor_keys WHERE person = 'P-1'"
        wrapped = connection.exec_driver_sql(query).scalar_one()
    erase(store, PERSON)
    held = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert wrapped not in held
    assert b'"P-1"' not in held
    store.close()


def test_casework_erases_a_person_from_the_monitor_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    assert cli.erasers()["monitor"] is eraser
    store, casework = open_store(tmp_path), open_casework(tmp_path)
    filled(store)
    rows = sum(naming(store, PERSON).values())
    with casework.engine.begin() as connection:
        assert eraser(connection, PERSON) > rows
        assert eraser(connection, PERSON) == 0
    assert set(naming(store, PERSON).values()) == {0}
    store.close()
    casework.close()


def test_stores_that_the_policy_names_are_erased_from_and_one_database_once(
    tmp_path: Path, cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = cluster.schema()
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    (tmp_path / "policy.toml").write_text(f'[monitor]\nstores = ["{address}"]\n')
    store, casework = open_store(tmp_path, address), open_casework(tmp_path, address)
    filled(store)
    with casework.engine.begin() as connection:
        assert eraser(connection, PERSON) > 0
    assert set(naming(store, PERSON).values()) == {0}
    store.close()
    casework.close()


def test_where_a_store_cannot_be_reached_nobody_is_erased(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    (tmp_path / "policy.toml").write_text('[monitor]\nstores = ["sqlite:////proc/no/such.db"]\n')
    casework = open_casework(tmp_path)
    with (
        casework.engine.begin() as connection,
        pytest.raises(CaseworkError, match="P-1 was not erased from the monitor"),
    ):
        eraser(connection, PERSON)
    casework.close()


def test_a_misspelt_store_in_the_policy_erases_nobody_and_is_not_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    missing = tmp_path / "misspelt.db"
    (tmp_path / "policy.toml").write_text(f'[monitor]\nstores = ["sqlite:///{missing}"]\n')
    casework = open_casework(tmp_path)
    with (
        casework.engine.begin() as connection,
        pytest.raises(CaseworkError, match="there is no store at"),
    ):
        eraser(connection, PERSON)
    casework.close()
    assert not missing.exists()


def test_without_a_monitor_there_is_nothing_to_erase_and_none_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path))
    casework = open_casework(tmp_path)
    with casework.engine.begin() as connection:
        assert eraser(connection, PERSON) == 0
    assert not (tmp_path / "monitor.db").exists()
    casework.close()
