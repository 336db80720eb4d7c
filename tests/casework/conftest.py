import secrets
import shutil
import tempfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from casework.act import Act
from casework.store import Store, open_store
from tests.casework.postgres import Cluster, skip_without_postgres
from tests.casework.seats import Seats


class SteppingClock:
    """A clock of the test's: each look at it is a second later."""

    def __init__(self) -> None:
        self.now = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.now += timedelta(seconds=1)
        return self.now


@pytest.fixture
def skerry(tmp_path: Path) -> Seats:
    """The command, with an officer of many roles signed in at it."""
    return Seats(tmp_path / "home")


@pytest.fixture
def clock() -> SteppingClock:
    return SteppingClock()


@pytest.fixture(scope="session")
def cluster() -> Iterator[Cluster]:
    skip_without_postgres()
    # a socket's path is at most 107 bytes, and pytest's folders are closed to other accounts
    folder = Path(tempfile.gettempdir()) / f"skerry-pg-{secrets.token_hex(4)}"
    running = Cluster(folder)
    try:
        yield running
    finally:
        running.stop("immediate")
        shutil.rmtree(folder)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str | None:
    """Each test that asks for a store runs on both."""
    if request.param == "sqlite":
        return None
    address: str = request.getfixturevalue("cluster").schema()
    return address


@pytest.fixture
def store(tmp_path: Path, url: str | None, clock: SteppingClock) -> Iterator[Store]:
    opened = open_store(tmp_path / "home", url, clock)
    yield opened
    opened.close()


@pytest.fixture
def act() -> Act:
    return Act(actor="officer-1", reason="first registration")
