import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.records import Coordinates, Place, Record
from monitor.sources.kafka_buffer import MOST_BYTES, MOST_RECORDS, Buffer, Chunk


def chunk(partition: int, first: int, count: int, value: bytes = b"x") -> Chunk:
    records = [Record(Coordinates("t", partition, first + i), None, value) for i in range(count)]
    return Chunk(Place("t", partition, 1), records)


def buffer() -> Buffer:
    return Buffer(lambda: None)


@given(st.lists(st.tuples(st.integers(0, 3), st.integers(1, 30)), max_size=20), st.integers(1, 40))
def test_all_that_was_put_is_taken_once_and_in_order(
    puts: list[tuple[int, int]], most: int
) -> None:
    held, ends = buffer(), [0, 0, 0, 0]
    for partition, count in puts:
        held.put([chunk(partition, ends[partition], count)])
        ends[partition] += count
    taken: list[list[int]] = [[], [], [], []]
    while (batch := held.take(0, most)) is not None and batch.records:
        assert len(batch.records) <= most
        for record in batch.records:
            taken[record.at.partition].append(record.at.offset)
        for place, following in batch.next.items():
            assert taken[place.partition][-1] + 1 == following
    assert taken == [list(range(end)) for end in ends]
    assert not held.full


def test_it_is_full_by_records_or_by_bytes_and_says_when_there_is_room() -> None:
    told = threading.Event()
    held = Buffer(told.set)
    held.put([chunk(0, 0, MOST_RECORDS)])
    assert held.full
    held.take(0, 1)
    assert not held.full
    assert told.is_set()
    held.put([chunk(1, 0, 1, bytes(MOST_BYTES))])
    assert held.full


def test_what_is_dropped_never_comes() -> None:
    held = buffer()
    held.put([chunk(0, 0, 10)])
    held.drop()
    batch = held.take(0, 100)
    assert batch is not None
    assert (batch.records, batch.next) == ([], {})


def test_a_failure_is_raised_even_where_records_wait() -> None:
    held = buffer()
    held.put([chunk(0, 0, 10)])
    held.fail(MonitorError("the store is gone"))
    with pytest.raises(MonitorError, match="the store is gone"):
        held.take(0, 100)


def test_after_the_end_nothing_comes() -> None:
    held = buffer()
    held.put([chunk(0, 0, 10)])
    held.end()
    assert held.take(60, 100) is None
