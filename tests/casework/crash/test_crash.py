import json
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from casework.act import Act
from casework.audit.stored_log import (
    chained_lines,
    fault_of_head,
    faults_of_records,
    found_lines,
)
from casework.audit.verifying import verify
from casework.errors import CaseworkError
from casework.records.person import Person
from casework.store import Store, open_store
from casework.writing import Writing
from tests.casework.people import person
from tests.casework.postgres import Cluster
from tests.house import ROOT


def run(*words: object) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.casework.crash.writers", *map(str, words)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    numbers: list[int] = json.loads(done.stdout)
    return numbers


def people_of_a_sound_store(store: Store) -> set[str]:
    """Everybody on file, once the log and the records are found to agree."""
    with store.reading() as reading:
        connection = reading.connection
        verdict = verify(chained_lines(connection))
        assert verdict.faults == ()
        assert list(fault_of_head(connection, verdict.last, verdict.digest)) == []
        assert list(faults_of_records(connection)) == []
        return {stored.record.id for stored in reading.every(Person)}


@pytest.mark.slow
@pytest.mark.parametrize("seed", [1])
def test_forty_writers_killed_lose_nothing_that_was_acknowledged(
    tmp_path: Path, url: str | None, seed: int
) -> None:
    home = tmp_path / "home"
    acknowledged = run("kill", home, url or "", 40, seed)
    store = open_store(home, url)
    found = people_of_a_sound_store(store)
    store.close()
    assert len(acknowledged) >= 40
    assert {f"P-{number:04}" for number in acknowledged} <= found
    # at most the one that was being acknowledged when each was killed
    assert len(found) - len(acknowledged) <= 40


@pytest.mark.slow
def test_two_writers_queue_and_the_log_has_no_gap(tmp_path: Path, url: str | None) -> None:
    home = tmp_path / "home"
    acknowledged = run("race", home, url or "", 100)
    store = open_store(home, url)
    assert people_of_a_sound_store(store) == {f"P-{number:04}" for number in acknowledged}
    with store.reading() as reading:
        lines = list(found_lines(reading.connection))
    store.close()
    assert [line.sequence for line in lines] == list(range(1, 202))
    assert len({line.actor for line in lines[1:]}) == 2


def test_a_second_writer_waits_for_the_first_and_follows_it(store: Store, act: Act) -> None:
    """Two threads with a connection each, as two officers at one desk."""
    begun, told = threading.Event(), []

    def second() -> None:
        begun.set()
        with store.writing(Act(actor="officer-2")) as writing:
            writing.add(person(2))
        told.append("second")

    thread = threading.Thread(target=second)
    with store.writing(act) as writing:
        thread.start()
        begun.wait()
        writing.add(person(1))
        thread.join(0.2)  # it cannot have begun to write
        told.append("first")
    thread.join()
    assert told == ["first", "second"]
    assert people_of_a_sound_store(store) == {"P-0001", "P-0002"}
    with store.reading() as reading:
        actors = [line.actor for line in found_lines(reading.connection)]
    assert actors == ["skerry", "officer-1", "officer-2"]


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 2 MB."""
    yield from mounted(tmp_path / "small", "2m")


def mounted(folder: Path, size: str) -> Iterator[Path]:
    """A file system of that size for a test; it is skipped where none may be mounted."""
    folder.mkdir()
    words = ["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", str(folder)]
    try:
        subprocess.run(words, check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no file system may be mounted here")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill_up(store: Store, act: Act, told: list[int], letters: int = 2000) -> None:
    for number in range(1, 10_000):
        with store.writing(act) as writing:
            writing.add(person(number, ethnicity="x" * letters))
        told.append(number)


def test_a_full_disk_is_told_and_costs_nothing_that_was_acknowledged(
    small_disk: Path, act: Act
) -> None:
    store = open_store(small_disk / "home")
    told: list[int] = []
    with pytest.raises(CaseworkError, match="the disk is full"):
        fill_up(store, act, told)
    assert told
    assert people_of_a_sound_store(store) == {f"P-{number:04}" for number in told}
    store.close()


@pytest.fixture
def small_tablespace(cluster: Cluster) -> Iterator[str]:
    """The address of a PostgreSQL database whose tables are on a file system of 16 MB."""
    for folder in mounted(cluster.folder / "small", "16m"):
        place = folder / "tables"
        place.mkdir()
        cluster.own(place)
        here = ("-h", cluster.folder, "-U", "skerry", "-d", "postgres", "-q")
        cluster.run("psql", *here, "-c", f"CREATE TABLESPACE small LOCATION '{place}'")
        cluster.run("psql", *here, "-c", "CREATE DATABASE small TABLESPACE small")
        try:
            yield f"postgresql://skerry@/small?host={cluster.folder}"
        finally:
            cluster.run("psql", *here, "-c", "DROP DATABASE small WITH (FORCE)")
            cluster.run("psql", *here, "-c", "DROP TABLESPACE small")


def test_a_full_disk_under_postgresql_is_told_and_costs_nothing_that_was_acknowledged(
    tmp_path: Path, small_tablespace: str, act: Act
) -> None:
    store = open_store(tmp_path / "home", small_tablespace)
    told: list[int] = []
    with pytest.raises(CaseworkError, match="the disk is full"):
        fill_up(store, act, told, letters=200_000)
    assert told
    assert people_of_a_sound_store(store) == {f"P-{number:04}" for number in told}
    store.close()


def test_a_database_that_may_not_grow_is_told_as_a_full_disk(tmp_path: Path, act: Act) -> None:
    store = open_store(tmp_path / "home")
    with store.writing(act) as writing:
        writing.add(person(1))
    with pytest.raises(CaseworkError, match="the disk is full"), store.writing(act) as writing:
        too_much(writing)
    assert people_of_a_sound_store(store) == {"P-0001"}
    store.close()


def too_much(writing: Writing) -> None:
    writing.connection.exec_driver_sql("PRAGMA max_page_count = 30")
    for number in range(2, 500):
        writing.add(person(number, ethnicity="x" * 2000))


@pytest.mark.parametrize("mode", ["fast", "immediate"])
def test_postgresql_restarted_in_the_middle_of_a_transaction_keeps_none_of_it(
    tmp_path: Path, cluster: Cluster, act: Act, mode: str
) -> None:
    store = open_store(tmp_path / "home", cluster.database())
    with store.writing(act) as writing:
        writing.add(person(1))
    with pytest.raises(CaseworkError, match="connection to the casework database was lost"):
        interrupted(store, act, cluster, mode)
    with store.writing(act) as writing:
        writing.add(person(3))
    assert people_of_a_sound_store(store) == {"P-0001", "P-0003"}
    store.close()


def interrupted(store: Store, act: Act, cluster: Cluster, mode: str) -> None:
    with store.writing(act) as writing:
        writing.add(person(2))
        cluster.stop(mode)
        cluster.start()


def test_a_database_that_is_not_there_is_one_line(tmp_path: Path, cluster: Cluster) -> None:
    address = f"postgresql://skerry@/nowhere?host={cluster.folder}"
    with pytest.raises(CaseworkError, match='database "nowhere" does not exist'):
        open_store(tmp_path / "home", address)


@pytest.mark.parametrize(
    ("address", "text"),
    [("nonsense", "no address"), ("mysql://x/y", "not in mysql"), ("sqlite://", "in a file")],
)
def test_a_database_of_another_make_is_refused(tmp_path: Path, address: str, text: str) -> None:
    with pytest.raises(CaseworkError, match=text):
        open_store(tmp_path / "home", address)


def test_a_store_whose_master_key_is_gone_says_so_and_makes_no_other(
    tmp_path: Path, act: Act
) -> None:
    home = tmp_path / "home"
    store = open_store(home)
    with store.writing(act) as writing:
        writing.add(person(1))
    store.close()
    (home / "casework.key").unlink()
    with pytest.raises(CaseworkError, match=r"master key .* is missing"):
        open_store(home)
    assert not (home / "casework.key").exists()
