import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.content import Buffer, Unexamined
from triage.reasons import Reason
from triage.sources.layout import Extent, LaidOut, covered, extents, stored
from triage.sources.tsk_node import Run

BLOCK = 4
SOURCE = bytes(range(256))

runs = st.lists(
    st.builds(
        Run,
        address=st.integers(0, 50),
        length=st.integers(1, 6),
        offset=st.integers(0, 20),
        sparse=st.booleans(),
    ),
    max_size=6,
)


def plain(placed: tuple[Extent, ...], size: int) -> list[int | None]:
    """Byte by byte what a stream holds; null where nothing covers it."""
    held: list[int | None] = [None] * size
    for extent in placed:
        for n in range(extent.length):
            held[extent.start + n] = 0 if extent.offset is None else SOURCE[extent.offset + n]
    return held


@given(runs, st.integers(0, 100), st.booleans())
def test_extents_are_in_order_and_within_the_file(
    given_runs: list[Run], size: int, zero_filled: bool
) -> None:
    placed = extents(given_runs, BLOCK, 8, size, zero_filled)
    end = 0
    for extent in placed:
        assert extent.start >= end
        assert extent.length > 0
        end = extent.start + extent.length
    assert end <= size
    if zero_filled:
        assert covered(placed) == size
    assert sum(length for _, length in stored(placed)) <= covered(placed)


@given(runs, st.integers(0, 90), st.integers(0, 100), st.integers(0, 100))
def test_reading_through_extents_equals_reading_byte_by_byte(
    given_runs: list[Run], size: int, offset: int, length: int
) -> None:
    placed = extents(given_runs, BLOCK, 8, size, zero_filled=True)
    content = LaidOut(Buffer(SOURCE * 2), size, placed)
    assert content.size == size
    assert list(content.read(offset, length)) == plain(placed, size)[offset : offset + length]


def test_runs_past_the_end_of_the_file_are_cut_off() -> None:
    placed = extents([Run(10, 3, 0, sparse=False), Run(0, 9, 3, sparse=True)], 512, 1000, 600, True)
    assert placed == (Extent(0, 600, 1000 + 5120),)


def test_holes_are_left_out_of_the_stored_runs_and_neighbours_are_joined() -> None:
    placed = extents(
        [Run(2, 1, 0, sparse=False), Run(0, 2, 1, sparse=True), Run(3, 1, 3, sparse=False)],
        4,
        0,
        16,
        zero_filled=True,
    )
    assert stored(placed) == ((8, 8),)
    assert LaidOut(Buffer(SOURCE), 16, placed).allocated_bytes == 8


def test_what_no_run_covers_cannot_be_read() -> None:
    placed = extents([Run(0, 1, 0, sparse=False)], 4, 0, 12, zero_filled=False)
    content = LaidOut(Buffer(SOURCE), 12, placed)
    assert content.read(0, 4) == SOURCE[:4]
    with pytest.raises(Unexamined) as caught:
        content.read(0, 12)
    assert caught.value.reason is Reason.UNREADABLE


def test_a_run_beyond_the_source_cannot_be_read() -> None:
    placed = extents([Run(63, 2, 0, sparse=False)], 4, 0, 8, zero_filled=False)
    with pytest.raises(Unexamined, match="beyond the end"):
        LaidOut(Buffer(SOURCE), 8, placed).read(0, 8)
