"""What is found does not depend on where windows begin."""

import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.triage.carving.samples import samples, saved
from triage.carving import window as module
from triage.carving.formats import FORMATS
from triage.carving.stretch import Allowance, Exhausted, Stretch
from triage.carving.window import Claimed, Window
from triage.content import Buffer, Unexamined
from triage.reasons import Reason
from triage.records import Carved, Gap, KnownBlock

Found = list[Carved | KnownBlock | Gap]


def carve(body: bytes, extents: list[tuple[int, int]], start: int = 0, end: int = 0) -> Found:
    end = end or len(body)
    inside = [(max(a, start), b) for a, b in extents if b > start and a < end]
    return list(Window(0, 0, start, end, inside).carve(Buffer(body), FORMATS, Claimed()))


def in_windows(body: bytes, extents: list[tuple[int, int]], size: int) -> Found:
    """As the phase does: each window by itself, once more where it was claimed by another."""
    claimed, found = Claimed(), Found()
    for start in range(0, len(body), size):
        end = min(start + size, len(body))
        inside = [(max(a, start), b) for a, b in extents if b > start and a < end]
        alone = list(Window(0, 0, start, end, inside).carve(Buffer(body), FORMATS, Claimed()))
        if any(isinstance(one, Carved) and one.offset < max(claimed) for one in alone):
            again = Window(0, 0, start, end, inside)
            alone = list(again.carve(Buffer(body), FORMATS, claimed))
        for one in alone:
            assert isinstance(one, Carved)
            assert claimed.admits(one.offset, one.complete)
            claimed = claimed.with_found(one)
            found.append(one)
    return found


SMALL = [saved("JPEG", 1), saved("GIF"), samples()["zip, stored"][1], saved("PNG")[:9000]]
pieces = st.lists(
    st.tuples(st.sampled_from(SMALL), st.floats(0.3, 1.0), st.integers(0, 900)), max_size=6
)


@settings(max_examples=40, deadline=None)
@given(pieces, st.integers(700, 30_000))
def test_one_pass_and_windows_of_any_size_find_the_same(
    parts: list[tuple[bytes, float, int]], size: int
) -> None:
    body = b"".join(piece[: int(len(piece) * share)] + bytes(gap) for piece, share, gap in parts)
    body += b"\0"
    assert in_windows(body, [(0, len(body))], size) == carve(body, [(0, len(body))])


def test_a_whole_file_claims_what_is_in_it_and_a_fragment_only_other_fragments() -> None:
    archive = samples()["zip, stored"][1]
    (whole,) = carve(archive, [(0, len(archive))])
    assert isinstance(whole, Carved)
    assert (whole.format, whole.complete) == ("zip", True)
    cut = archive[:-60]
    found = [one for one in carve(cut, [(0, len(cut))]) if isinstance(one, Carved)]
    assert [(one.format, one.complete) for one in found] == [
        ("zip", False),
        *[("jpeg", True)] * 4,
    ]


def test_what_lies_outside_the_extents_is_neither_begun_nor_read_into() -> None:
    body = saved("JPEG", 1) + saved("PNG")
    edge = len(saved("JPEG", 1))
    assert carve(body, [(1, edge)]) == []
    (cut,) = carve(body, [(0, edge - 10)])
    assert isinstance(cut, Carved)
    assert not cut.complete
    assert cut.length <= edge - 10


class Torn(Buffer):
    """Cannot be read at one place."""

    def read(self, offset: int, length: int) -> bytes:
        if offset <= 1 << 20 < offset + length:
            raise Unexamined(Reason.UNREADABLE, "torn")
        return super().read(offset, length)


def test_what_cannot_be_read_is_a_gap_and_the_rest_is_carved() -> None:
    jpeg = saved("JPEG", 1)
    body = jpeg + bytes((3 << 20) - 2 * len(jpeg)) + jpeg
    window = Window(0, 0, 0, len(body), [(0, len(body))])
    found = list(window.carve(Torn(body), FORMATS, Claimed()))
    assert [one.offset for one in found if isinstance(one, Carved)][-1] == len(body) - len(jpeg)
    (first, *_) = [one for one in found if isinstance(one, Gap)]
    assert (first.reason, first.stage) == (Reason.UNREADABLE, "carving")


def test_more_files_than_a_window_may_give_end_in_a_gap(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MOST_FOUND", 3)
    body = saved("JPEG", 1) * 5
    found = carve(body, [(0, len(body))])
    assert [type(one) for one in found] == [Carved, Carved, Carved, Gap]
    assert isinstance(found[-1], Gap)
    assert found[-1].reason == Reason.LIMIT_COUNT


class Counted(Buffer):
    """Counts what is read, as the allowance does."""

    count = 0

    def read(self, offset: int, length: int) -> bytes:
        self.count += max(length, 4096)
        return super().read(offset, length)


ENDLESS = b"PK\x03\x04" + struct.pack("<5HIIIHH", 20, 8, 8, 0, 0, 0, 0, 0, 1, 0) + b"a"
"""The header of a zip's member whose length stands behind it, wherever that is."""


def hostile(headers: int) -> bytes:
    """A megabyte in which so many begin, each of which is searched to the end of the space."""
    every = (1 << 20) // headers
    return (ENDLESS + b"x" * (every - len(ENDLESS))) * headers


@pytest.fixture
def small_window(monkeypatch: pytest.MonkeyPatch) -> int:
    monkeypatch.setattr(module, "MOST_READ", 512 << 20)
    monkeypatch.setattr(module, "LEAST_READ", 1 << 19)
    return 512 << 20


@pytest.mark.parametrize("megabytes", [1, 3])
@pytest.mark.parametrize("headers", [1024, 8192])
def test_files_made_to_use_up_a_windows_reading_cost_none_in_the_chunks_beside_them(
    small_window: int, megabytes: int, headers: int
) -> None:
    honest = saved("JPEG", 1)
    before = honest + bytes((1 << 20) - len(honest))
    behind = bytes(5000) + honest + bytes(1 << 20) + honest
    body = before + hostile(headers) * megabytes + behind
    medium = Counted(body)
    window = Window(0, 0, 0, len(body), [(0, len(body))])
    found = list(window.carve(medium, FORMATS, Claimed()))
    whole = [one.offset for one in found if isinstance(one, Carved) and one.complete]
    start = len(body) - len(behind) + 5000
    assert whole == [0, start, len(body) - len(honest)]
    limits = [one for one in found if isinstance(one, Gap)]
    assert limits
    assert {gap.reason for gap in limits} == {Reason.LIMIT_BYTES}
    assert len(limits) < 20 * megabytes
    assert medium.count < small_window + 2 * len(body)


def test_a_file_made_to_use_up_a_windows_reading_does_not_cost_the_next_in_its_own_chunk(
    small_window: int,
) -> None:
    honest = saved("JPEG", 1)
    body = ENDLESS + b"y" * 1000 + honest + b"x" * (300 << 20)
    found = carve(body, [(0, len(body))], end=1 << 20)
    (gap,) = [one for one in found if isinstance(one, Gap)]
    assert (gap.offset, gap.length, gap.reason) == (0, None, Reason.LIMIT_BYTES)
    assert [one.offset for one in found if isinstance(one, Carved)] == [len(ENDLESS) + 1000]


def test_a_stretch_counts_what_is_read_and_stops() -> None:
    allowance = Allowance(10_000)
    stretch = Stretch(Buffer(b"a" * 9000), 0, 9000, allowance)
    assert stretch.read(8999, 50) == b"a"
    assert stretch.read(9000, 50) == b""
    assert stretch.read(0, 10) == b"a" * 10
    with pytest.raises(Exhausted):
        stretch.read(0, 4096)
