from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.act import Act
from casework.store import Store, open_store


class SteppingClock:
    """A clock of the test's: each look at it is a second later."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture
def store(tmp_path: Path, clock: SteppingClock) -> Iterator[Store]:
    opened = open_store(tmp_path / "home", clock=clock)
    yield opened
    opened.close()


@pytest.fixture
def act() -> Act:
    return Act(actor="officer-1", reason="first registration")
