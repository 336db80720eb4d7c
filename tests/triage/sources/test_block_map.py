from hypothesis import given
from hypothesis import strategies as st

from triage.sources.addresses import AddressSet
from triage.sources.block_map import BlockMap

ranges = st.lists(st.tuples(st.integers(0, 1 << 17), st.integers(1, 1 << 14)), max_size=8)


def blocks(of: list[tuple[int, int]], end: int) -> set[int]:
    return {
        block
        for offset, length in of
        if offset < end
        for block in range(offset // 16, -(-min(offset + length, end) // 16))
    }


@given(ranges, ranges, st.integers(0, 1 << 17))
def test_the_map_counts_the_blocks_a_plain_set_would(
    live: list[tuple[int, int]], asked: list[tuple[int, int]], end: int
) -> None:
    held = BlockMap(16, end)
    held.add(live)
    for one in asked:
        assert held.overlap([one]) == len(blocks(live, end) & blocks([one], end))


def test_a_terabyte_held_by_one_file_is_marked_at_once() -> None:
    held = BlockMap(4096, 1 << 40)
    held.add([(0, 1 << 40)])
    assert held.overlap([(5 << 30, 8192)]) == 2


def test_a_range_larger_than_the_medium_costs_nothing() -> None:
    held = BlockMap(512, 1 << 20)
    held.add([(1 << 60, 1 << 62), (0, 1 << 62)])
    assert held.overlap([(0, 1 << 62)]) == 2048


@given(st.sets(st.integers(0, 1 << 40), max_size=50), st.integers(0, 1 << 40))
def test_an_address_set_holds_what_was_put_in(numbers: set[int], other: int) -> None:
    held = AddressSet()
    for number in numbers:
        held.add(number)
    assert all(number in held for number in numbers)
    assert (other in held) == (other in numbers)
