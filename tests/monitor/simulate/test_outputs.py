import io
from itertools import chain
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.errors import MonitorError
from monitor.simulate.outputs import Lines, open_output, paced
from monitor.simulate.writing import Written

Batches = list[list[Written]]

batches = st.lists(st.lists(st.integers(0, 9).map(lambda one: Written("P", str(one)))))


class Clock:
    """A clock that only sleeping moves, and what was asked of it."""

    def __init__(self) -> None:
        self.now = 0.0

    def sleep(self, seconds: float) -> None:
        assert seconds > 0
        self.now += seconds


@given(batches, st.none() | st.floats(0.5, 500))
def test_pacing_changes_no_event_and_no_order(given_batches: Batches, rate: float | None) -> None:
    clock = Clock()
    found = list(paced(given_batches, rate, lambda: clock.now, clock.sleep))
    assert list(chain(*found)) == list(chain(*given_batches))


@given(batches, st.floats(0.5, 500))
def test_never_more_than_the_rate_has_passed(given_batches: Batches, rate: float) -> None:
    clock, passed = Clock(), 0
    for part in paced(given_batches, rate, lambda: clock.now, clock.sleep):
        assert passed <= clock.now * rate + 1e-6
        passed += len(part)


def test_a_stream_that_was_late_makes_up_for_it() -> None:
    clock = Clock()
    parts = paced([[Written("P", "a")] * 100] * 3, 100, lambda: clock.now, clock.sleep)
    next(parts)
    clock.now = 2.0
    while clock.now <= 2.0:
        last = next(parts, None)
        if last is None:
            break
    assert clock.now == pytest.approx(2.05, abs=0.06)


def test_lines_are_utf_8_and_each_ends() -> None:
    stream = io.BytesIO()
    Lines(stream, close=False).write([Written("P", "café"), Written("P", "b")])
    assert stream.getvalue() == "café\nb\n".encode()


def test_a_file_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"cannot write .*: No such file or directory"):
        open_output(str(tmp_path / "missing" / "file"))
