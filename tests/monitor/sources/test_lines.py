import hashlib
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.event import MOST_BYTES, Poison, Unreadable, decoded
from monitor.records import Batch, Coordinates, Place, Record
from monitor.sources.base import MOST_RECORDS
from monitor.sources.lines import Lines, open_file, open_standard_input


class Remembered:
    """Positions in memory; each taking over is a new owner."""

    def __init__(self) -> None:
        self.next: dict[tuple[str, int], int] = {}
        self.epochs = 0

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        self.epochs += 1
        return Place(topic, partition, self.epochs), self.next.get((topic, partition), 0)

    def keep(self, batch: Batch) -> None:
        for place, offset in batch.next.items():
            self.next[place.topic, place.partition] = offset


def batches(source: Lines) -> Iterator[Batch]:
    while (batch := source.take(0)) is not None:
        yield batch


def all_records(source: Lines) -> list[Record]:
    return [record for batch in batches(source) for record in batch.records]


@pytest.fixture
def pipe() -> Iterator[tuple[int, int]]:
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def test_a_file_is_known_by_what_it_holds_and_its_lines_by_where_they_begin(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"one\n\ntwo")
    digest = hashlib.sha256(file.read_bytes()).hexdigest()
    assert all_records(open_file(file, Remembered())) == [
        Record(Coordinates(f"file:{digest}", 0, 0), None, b"one"),
        Record(Coordinates(f"file:{digest}", 0, 5), None, b"two"),
    ]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(st.sampled_from([b"a", b"bb\r", b"", b"\xff"])).map(b"\n".join), st.integers(0, 5))
def test_a_reading_that_was_broken_off_goes_on_where_it_was(
    tmp_path: Path, content: bytes, kept: int
) -> None:
    file, positions = tmp_path / "events.jsonl", Remembered()
    file.write_bytes(content)
    whole = all_records(open_file(file, positions))
    first = open_file(file, positions)
    found = []
    for batch in batches(first):
        part = batch.records[:kept]
        if part:
            found += part
            (place,) = batch.next
            after = whole[len(found)].at.offset if len(found) < len(whole) else len(content)
            positions.keep(Batch(part, {place: after}))
        break
    first.close()
    assert found + all_records(open_file(file, positions)) == whole


def test_a_batch_is_no_longer_than_one_transaction_takes(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"x\n" * (2 * MOST_RECORDS + 1))
    sizes = [len(batch.records) for batch in batches(open_file(file, Remembered()))]
    assert sizes == [MOST_RECORDS, MOST_RECORDS, 1]


def test_a_batch_says_where_to_read_next_and_whose_it_is(tmp_path: Path) -> None:
    file, positions = tmp_path / "events.jsonl", Remembered()
    file.write_bytes(b"one\ntwo\n")
    open_file(file, positions)
    (batch,) = batches(open_file(file, positions))
    ((place, offset),) = batch.next.items()
    assert (place.epoch, offset) == (2, 8)


def test_the_lag_falls_to_nothing_even_past_blank_lines(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"one\ntwo\n\n \n")
    source = open_file(file, Remembered())
    assert source.lag() == 11
    assert len(all_records(source)) == 2
    assert source.lag() == 0


def test_a_file_that_was_read_is_not_read_again_under_another_name(tmp_path: Path) -> None:
    one, positions = tmp_path / "one.jsonl", Remembered()
    one.write_bytes(b"a\nb\n")
    for batch in batches(open_file(one, positions)):
        positions.keep(batch)
    other = one.rename(tmp_path / "other.jsonl")
    assert all_records(open_file(other, positions)) == []


def test_what_is_appended_while_a_file_is_read_is_not_taken_for_part_of_it(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"one\n")
    source = open_file(file, Remembered())
    file.write_bytes(b"one\ntwo\n")
    assert [record.value for record in all_records(source)] == [b"one"]
    assert source.lag() == 0


def test_an_overlong_line_comes_with_its_length_and_only_its_beginning(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.write_bytes(b"x" * 10_000_000 + b"\nafter\n")
    long, after = all_records(open_file(file, Remembered()))
    assert (len(long.value), long.oversize) == (MOST_BYTES + 1, 10_000_001)
    assert (after.value, after.oversize) == (b"after", None)
    with pytest.raises(Unreadable) as refused:
        decoded(long)
    assert refused.value.reason == Poison.TOO_LONG


def test_a_file_that_cannot_be_read_is_named_with_the_reason(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"cannot read .*missing.jsonl: No such file"):
        open_file(tmp_path / "missing.jsonl", Remembered())
    with pytest.raises(MonitorError, match="Is a directory"):
        open_file(tmp_path, Remembered())


def test_closing_twice_does_no_harm(tmp_path: Path) -> None:
    file = tmp_path / "events.jsonl"
    file.touch()
    source = open_file(file, Remembered())
    source.close()
    source.close()


def test_of_standard_input_lines_are_taken_as_they_arrive(pipe: tuple[int, int]) -> None:
    reading, writing = pipe
    source = open_standard_input(reading, Remembered(), "now")
    assert source.take(0) == Batch([], {})
    os.write(writing, b"one\ntw")
    batch = source.take(0)
    assert batch is not None
    assert batch.records == [Record(Coordinates("stdin:now", 0, 0), None, b"one")]
    assert source.take(0) == Batch([], {})
    os.write(writing, b"o")
    os.close(writing)
    assert [record.value for record in all_records(source)] == [b"two"]


def test_nobody_knows_how_much_waits_in_a_pipe_and_it_is_not_ours_to_close(
    pipe: tuple[int, int],
) -> None:
    reading, writing = pipe
    source = open_standard_input(reading, Remembered(), "now")
    assert source.lag() is None
    source.close()
    os.write(writing, b"one\n")
    os.close(writing)
    assert os.read(reading, 9) == b"one\n"
