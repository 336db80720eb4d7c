from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.archives.rewinding import Rewinding
from triage.content import Unexamined
from triage.reasons import Reason

PIECES = st.lists(st.binary(min_size=1, max_size=30), max_size=20)


@given(PIECES, st.integers(0, 40), st.lists(st.tuples(st.integers(0, 700), st.integers(0, 100))))
def test_reads_in_any_order_equal_slices_of_the_whole(
    pieces: list[bytes], kept: int, reads: list[tuple[int, int]]
) -> None:
    whole = b"".join(pieces)
    for size in (None, len(whole)):
        content = Rewinding(lambda: iter(pieces), size, kept)
        for offset, length in reads:
            assert content.read(offset, length) == whole[offset : offset + length]
        assert content.size == len(whole)


def test_reading_forward_starts_the_stream_once_and_holds_little() -> None:
    starts = []

    def start() -> Iterator[bytes]:
        starts.append(1)
        return iter([bytes(1000)] * 1000)

    content = Rewinding(start, 1_000_000, 10_000)
    for offset in range(0, 1_000_000, 500):
        content.read(max(0, offset - 4000), 4500)
        assert len(content._kept) <= 20_000
    assert len(starts) == 1
    content.read(0, 1)
    assert len(starts) == 2


def test_a_failure_stays_until_the_stream_is_started_again() -> None:
    def start() -> Iterator[bytes]:
        yield b"good"
        raise Unexamined(Reason.DAMAGED, "bad")

    content = Rewinding(start, 100)
    assert content.read(0, 4) == b"good"
    for _ in range(3):
        with pytest.raises(Unexamined):
            content.read(2, 50)
    assert content.read(1, 2) == b"oo"
