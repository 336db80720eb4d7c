"""Space is the complement of what is taken, to the byte."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from triage.carving.space import Space, Taken, beside, joined

SIZE = 300
BLOCK = 16
intervals = st.lists(st.tuples(st.integers(0, SIZE // BLOCK - 1), st.integers(1, 70)), max_size=12)


def taken(pairs: list[tuple[int, int]]) -> Taken:
    start = np.array([block * BLOCK for block, _ in pairs], np.int64)
    length = np.array([length for _, length in pairs], np.int64)
    return Taken(start, start + length, start + -(-length // BLOCK) * BLOCK)


def bytes_of(space: Space) -> set[int]:
    return {
        byte
        for start, end in zip(space.start, space.end, strict=True)
        for byte in range(int(start), int(end))
    }


@given(intervals, intervals)
def test_a_byte_is_free_where_no_interval_covers_it(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    space = beside(joined([taken(one), taken(other)]), SIZE)
    held = {b for block, size in one + other for b in range(block * BLOCK, block * BLOCK + size)}
    assert bytes_of(space) == set(range(SIZE)) - held
    assert space.size == len(bytes_of(space))


@given(intervals)
def test_slack_is_what_is_free_in_a_block_that_a_file_ends_in(
    pairs: list[tuple[int, int]],
) -> None:
    space = beside(taken(pairs), SIZE)
    ends = {block * BLOCK + size for block, size in pairs}
    last = {byte for end in ends for byte in range(end, -(-end // BLOCK) * BLOCK)}
    for byte in bytes_of(space):
        assert space.is_slack(byte) == (byte in last)


@given(intervals, st.integers(0, SIZE), st.integers(1, 80))
def test_what_touches_a_window_begins_in_it_and_may_end_beyond(
    pairs: list[tuple[int, int]], start: int, length: int
) -> None:
    space = beside(taken(pairs), SIZE)
    found = list(space.touching(start, start + length))
    inside = {byte for first, end in found for byte in range(first, min(end, start + length))}
    assert inside == bytes_of(space) & set(range(start, start + length))
    assert all(space.holds(first, end - first) for first, end in found)


def test_nothing_is_held_where_nothing_is_free() -> None:
    space = beside(taken([(0, SIZE)]), SIZE)
    assert (space.size, list(space.touching(0, SIZE))) == (0, [])
    assert not space.holds(0, 1)
    assert not space.is_slack(0)
