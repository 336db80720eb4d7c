"""One recorded stream in all the ways it may come: the same alerts."""

from collections.abc import Iterator
from functools import cache
from itertools import repeat
from pathlib import Path
from random import Random

import pytest

from monitor.store.opening import Store, open_store
from tests.monitor.recorded import play, recorded, shuffled, told

LINES = recorded(1200)


def any_size(seed: int) -> Iterator[int]:
    chance = Random(seed)
    while True:
        yield chance.choice((1, 2, 3, 10, 50, 300))


@pytest.fixture(scope="session")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """What one uninterrupted reading in large batches comes to."""
    store = open_store(tmp_path_factory.mktemp("whole"))
    play(store, LINES, repeat(1000))
    found = told(store)
    store.close()
    return found


def test_the_stream_holds_every_kind_of_alert(expected: bytes) -> None:
    for theme in ("plans", "crisis", "clock", "tamper", "silence"):
        assert b'"theme":"%s"' % theme.encode() in expected
    assert b'"theme":"whispers"' not in expected
    assert b'"person":"P-8"' not in expected


def test_both_databases_tell_the_same(store: Store, expected: bytes) -> None:
    play(store, LINES, repeat(1000))
    assert told(store) == expected


@pytest.mark.parametrize("seed", [1, 2])
def test_batches_of_any_size_change_nothing(store: Store, expected: bytes, seed: int) -> None:
    play(store, LINES, any_size(seed))
    assert told(store) == expected


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_arrival_out_of_order_within_the_lateness_changes_nothing(
    tmp_path: Path, expected: bytes, seed: int
) -> None:
    store = open_store(tmp_path)
    arrived = shuffled(LINES, seed)
    assert arrived != LINES
    play(store, arrived, any_size(seed))
    assert told(store) == expected
    store.close()


def test_a_stream_that_comes_twice_counts_once(store: Store, expected: bytes) -> None:
    play(store, LINES + shuffled(LINES, 9), any_size(3))
    assert told(store) == expected


def test_a_stream_that_is_read_again_under_another_name_counts_once(
    store: Store, expected: bytes
) -> None:
    play(store, LINES, repeat(400))
    play(store, LINES, repeat(400), topic="copy")
    assert told(store) == expected


def test_people_in_two_files_are_told_of_as_if_they_were_in_one(
    store: Store, expected: bytes
) -> None:
    even = [line for line in LINES if int(line.partition(b'"P-')[2][:1]) % 2]
    odd = [line for line in LINES if line not in set(even)]
    play(store, even, repeat(50), topic="even")
    play(store, odd, repeat(70), topic="odd")
    assert without_ends(told(store)) == without_ends(expected)


@cache
def without_ends(found: bytes) -> list[bytes]:
    """Without silences that go on, which are measured to the end of the stream they are in."""
    return [line for line in found.splitlines() if b"for more than" not in line]
