"""One stream in all the ways it may come: the same signals, and the same bytes of a baseline."""

import signal
import subprocess
import sys
from collections.abc import Iterator
from itertools import repeat
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import select

from monitor.commands_usual import baseline_of
from monitor.engine import Engine
from monitor.erasing import erase
from monitor.housekeeping import tidy
from monitor.rebuilding import rebuild
from monitor.records import Batch
from monitor.settling import conclude
from monitor.store.alerts import opened
from monitor.store.baselines import packed
from monitor.store.keys import stored_keys
from monitor.store.opening import Store, open_store
from monitor.store.tables import ALERTS, BASELINES
from tests.house import ROOT
from tests.monitor.behaviour.streams import TOPIC, lines, play, rules
from tests.monitor.made import AT, DAY
from tests.monitor.recorded import records, shuffled

LINES = lines()


def state(store: Store) -> tuple[list[object], list[bytes]]:
    """Every group, raised or not, and everybody's baseline."""
    people = ["P-0", "P-1"]
    with store.reading() as connection:
        keys = stored_keys(connection, store.master, people)
        rows = connection.execute(select(ALERTS).order_by(ALERTS.c.id))
        groups: list[object] = [opened(row, keys[row.person]).group for row in rows]
    return groups, [packed(baseline_of(store, person)) for person in people]


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> tuple[list[object], list[bytes]]:
    store = open_store(tmp_path_factory.mktemp("whole"))
    play(store, LINES, repeat(1000))
    found = state(store)
    store.close()
    return found


def any_size(seed: int) -> Iterator[int]:
    chance = Random(seed)
    while True:
        yield chance.choice((1, 3, 10, 50, 300))


def test_the_stream_holds_a_change_and_only_where_there_is_one(
    expected: tuple[list[object], list[bytes]],
) -> None:
    people = [group.person for group in expected[0] if group.theme == "behaviour"]  # type: ignore[attr-defined]
    assert people == ["P-1"]


def test_both_databases_tell_the_same_in_batches_of_any_size(
    store: Store, expected: tuple[list[object], list[bytes]]
) -> None:
    play(store, LINES, any_size(2))
    assert state(store) == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_arrival_out_of_order_within_the_lateness_changes_nothing(
    tmp_path: Path, expected: tuple[list[object], list[bytes]], seed: int
) -> None:
    store, arrived = open_store(tmp_path), shuffled(LINES, seed)
    assert arrived != LINES
    play(store, arrived, any_size(seed))
    assert state(store) == expected
    store.close()


def test_a_process_that_begins_again_goes_on_where_the_last_one_ended(
    tmp_path: Path, expected: tuple[list[object], list[bytes]]
) -> None:
    found, judged = records(LINES, TOPIC), rules()
    for stop in range(0, len(LINES), 90):
        store = open_store(tmp_path)
        place, start = store.take_over(TOPIC, 0)
        engine = Engine(store, lambda: AT)
        engine.keep(Batch(found[start : stop + 90], {place: min(stop + 90, len(LINES))}), judged)
        store.close()
    store = open_store(tmp_path)
    play(store, LINES, repeat(1))
    assert state(store) == expected
    store.close()


KILLED = """\
import os, signal, sys
from itertools import repeat
from pathlib import Path
from monitor.store import baselines
from monitor.store.opening import open_store
from tests.house import ROOT
from tests.monitor.behaviour.streams import lines, play
kept, left = baselines.save, [int(sys.argv[2])]
def save(*given):
    kept(*given)
    left[0] -= 1
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
baselines.save = save
play(open_store(Path(sys.argv[1])), lines(), repeat(25))
"""


@pytest.mark.slow
def test_a_process_killed_while_it_writes_baselines_changes_nothing(
    tmp_path: Path, expected: tuple[list[object], list[bytes]]
) -> None:
    for after in (1, 4, 9):
        words = [sys.executable, "-c", KILLED, str(tmp_path), str(after)]
        done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL, done.stderr
    store = open_store(tmp_path)
    play(store, LINES, repeat(25))
    assert state(store) == expected
    store.close()


def test_two_processes_that_share_a_store_tell_the_same(
    tmp_path: Path, url: str | None, expected: tuple[list[object], list[bytes]]
) -> None:
    stores = [open_store(tmp_path / "home", url) for _ in range(2)]
    parts = [[line for line in LINES if f'"P-{n}"'.encode() in line] for n in range(2)]
    engines = [Engine(store, lambda: AT) for store in stores]
    places = [store.take_over(TOPIC, n)[0] for n, store in enumerate(stores)]
    for start in range(0, max(map(len, parts)), 40):
        for engine, place, part in zip(engines, places, parts, strict=True):
            some = records(part, TOPIC)[start : start + 40]
            engine.keep(Batch(some, {place: start + len(some)}), rules())
    conclude(stores[0], engines[0], rules(), TOPIC)
    assert state(stores[1]) == expected
    for store in stores:
        store.close()


def test_what_stands_is_exactly_what_the_archive_gives(store: Store) -> None:
    play(store, LINES, repeat(77))
    found = rebuild(store, "P-1", rules())
    assert found.agrees
    assert found.days > 14
    assert found.refused == 0


def test_a_baseline_that_was_altered_is_seen_to_differ(tmp_path: Path) -> None:
    store = open_store(tmp_path)
    play(store, LINES[:-200], repeat(100))
    with store.reading() as connection:
        before = connection.execute(select(BASELINES)).all()
    play(store, LINES, repeat(100))
    with store.writing() as connection:
        for row in before:
            connection.execute(
                BASELINES.update().where(BASELINES.c.person == row.person).values(sealed=row.sealed)
            )
    assert not rebuild(store, "P-1", rules()).baseline_agrees
    store.close()


def test_a_baseline_is_erased_with_its_person_and_goes_with_the_last_event(store: Store) -> None:
    play(store, LINES, repeat(200))
    assert erase(store, "P-0")["monitor_baselines"] == 1
    assert tidy(store, rules(), AT + 30 * DAY).baselines == 0
    assert tidy(store, rules(), AT + 91 * DAY).baselines == 1
