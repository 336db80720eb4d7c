import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.content import Unexamined
from triage.reasons import Reason
from triage.sources.medium import RawMedium, open_medium
from triage.sources.plan import Segment, SourcePlan


@contextmanager
def segments(*bodies: bytes) -> Iterator[list[Segment]]:
    found = []
    try:
        for body in bodies:
            descriptor = os.memfd_create("segment")
            os.write(descriptor, body)
            found.append(Segment(descriptor, len(body)))
        yield found
    finally:
        for segment in found:
            os.close(segment.descriptor)


@given(st.lists(st.binary(max_size=9), max_size=5), st.integers(0, 50), st.integers(0, 50))
def test_segments_read_as_one_run_of_bytes(bodies: list[bytes], offset: int, length: int) -> None:
    whole = b"".join(bodies)
    with segments(*bodies) as parts:
        medium = RawMedium(parts)
        assert medium.size == len(whole)
        assert medium.read(offset, length) == whole[offset : offset + length]


def test_a_source_that_shrank_is_noticed() -> None:
    with segments(b"abcdef") as [segment]:
        os.ftruncate(segment.descriptor, 3)
        with pytest.raises(Unexamined) as caught:
            RawMedium([segment]).read(2, 4)
        assert caught.value.reason is Reason.CHANGED_DURING_READING


def test_a_read_error_is_unreadable_and_says_where() -> None:
    folder = os.open("/", os.O_RDONLY)
    try:
        with pytest.raises(Unexamined, match="read error at byte 5") as caught:
            RawMedium([Segment(folder, 10)]).read(5, 1)
    finally:
        os.close(folder)
    assert caught.value.reason is Reason.UNREADABLE


@pytest.mark.parametrize("body", [b"", b"EVF\x09\r\n\xff\x00", b"x" * 5000])
def test_an_e01_that_is_none_is_damaged(body: bytes) -> None:
    with segments(body) as parts, pytest.raises(Unexamined) as caught:
        open_medium(SourcePlan(index=0, kind="ewf", label="x.E01", segments=tuple(parts)))
    assert caught.value.reason is Reason.DAMAGED


def test_an_e01_without_its_last_part_is_read_up_to_there(shared: Path) -> None:
    first = (shared / "images" / "image-split.E01").read_bytes()
    with segments(first) as parts:
        plan = SourcePlan(index=0, kind="ewf", label="x.E01", segments=tuple(parts))
        medium = open_medium(plan)
        assert len(medium.read(0, 100_000)) == 100_000
        with pytest.raises(Unexamined) as caught:
            medium.read(medium.size - 10, 10)
    assert caught.value.reason is Reason.UNREADABLE


def test_an_unsupported_source_gives_its_reason() -> None:
    plan = SourcePlan(
        index=0, kind="unsupported", label="x", reason=Reason.ENCRYPTED, detail="LUKS"
    )
    with pytest.raises(Unexamined, match="LUKS") as caught:
        open_medium(plan)
    assert caught.value.reason is Reason.ENCRYPTED
