import mmap
import os
from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jail.beacon import (
    NOTE_BYTES,
    POSITION_BYTES,
    STAGE_BYTES,
    Beacon,
    Note,
    create_note,
    read_note,
)

Both = tuple[Beacon, Note, mmap.mmap]


@pytest.fixture
def both() -> Iterator[Both]:
    descriptor = create_note()
    note = Note(descriptor)
    with mmap.mmap(descriptor, NOTE_BYTES) as memory:
        os.close(descriptor)
        yield Beacon(memory, 1e6), note, memory
    note.close()


def memory_of(content: bytes) -> mmap.mmap:
    memory = mmap.mmap(-1, NOTE_BYTES)
    memory[: len(content)] = content
    return memory


def test_nothing_noted_reads_as_nothing(both: Both) -> None:
    _, note, _ = both
    assert note.read() == ("", "")


@given(stage=st.text(max_size=15), position=st.text(max_size=400))
def test_what_is_noted_is_read_by_the_other_side(stage: str, position: str) -> None:
    memory = memory_of(b"")
    Beacon(memory, 1e6).at(stage, position)
    written = [text.encode("utf-8", "backslashreplace").decode() for text in (stage, position)]
    assert read_note(memory) == tuple(written)


def test_a_longer_note_is_cut_at_a_whole_character(both: Both) -> None:
    beacon, note, _ = both
    beacon.at("é" * 100, "x" + "é" * 2000)
    stage, position = note.read()
    assert stage == "é" * (STAGE_BYTES // 2)
    assert position == "x" + "é" * ((POSITION_BYTES - 1) // 2)


def test_every_note_is_a_sign_of_life(both: Both) -> None:
    beacon, note, _ = both
    counts = [note.count]
    for _ in range(3):
        beacon.at("same", "same")
        counts.append(note.count)
    assert len(set(counts)) == 4


def test_a_worker_killed_while_noting_leaves_the_note_before(both: Both) -> None:
    beacon, note, memory = both
    beacon.at("first", "1")
    beacon.at("second", "2")
    head = memory[:64]
    beacon.at("third", "3")
    memory[:64] = head  # the switch to the third never happened
    assert note.read() == ("second", "2")


@given(st.binary(max_size=NOTE_BYTES))
def test_a_hostile_note_is_read_without_error(content: bytes) -> None:
    stage, position = read_note(memory_of(content))
    assert len(stage) <= STAGE_BYTES
    assert len(position) <= POSITION_BYTES


def test_a_worker_cannot_shrink_the_note_under_the_supervisor() -> None:
    descriptor = create_note()
    with pytest.raises(PermissionError):
        os.ftruncate(descriptor, 0)
    os.close(descriptor)
