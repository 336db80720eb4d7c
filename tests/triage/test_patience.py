"""The same short budget, given again and again, gets beyond a listing that takes longer."""

from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest

from triage.exam.connection import create
from triage.exam.writing import Writer
from triage.phases.patience import Patience


@pytest.fixture
def writer(tmp_path: Path) -> Iterator[Writer]:
    opened = Writer(create(tmp_path / "x.exam"))
    yield opened
    opened.close()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> SimpleNamespace:
    clock = SimpleNamespace(now=100.0)
    monkeypatch.setattr("triage.phases.patience.time", SimpleNamespace(monotonic=lambda: clock.now))
    return clock


def test_a_first_listing_is_cut_short_at_once(writer: Writer, clock: SimpleNamespace) -> None:
    patience = Patience(writer)
    patience.begin(0)
    assert patience.is_out(0)


def test_each_run_gives_a_listing_at_least_twice_as_long_as_the_one_before(
    writer: Writer, clock: SimpleNamespace
) -> None:
    given = 0.0
    for run in range(8):
        patience = Patience(writer)
        patience.begin(3)
        began, clock.now = clock.now, clock.now + 5.0  # the budget of every run
        while not patience.is_out(3):
            clock.now += 1.0
        patience.cut(3)
        assert clock.now - began >= max(5.0, 2 * given), run
        given = clock.now - began
    assert given >= 5.0 * 2**7


def test_a_listing_that_ended_is_owed_nothing(writer: Writer, clock: SimpleNamespace) -> None:
    patience = Patience(writer)
    patience.begin(0)
    clock.now += 60
    patience.cut(0)
    again = Patience(writer)
    again.begin(0)
    assert not again.is_out(0)
    again.end(0)
    assert again.is_out(0)
