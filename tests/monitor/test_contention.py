"""A store that another process holds just now is waited for, wherever it is first used."""

import threading
import time
from pathlib import Path

import pytest
from pysqlite3 import dbapi2 as sqlite

from casework import database
from monitor.errors import Contended
from monitor.store import patience
from monitor.store.opening import open_store


@pytest.fixture(autouse=True)
def _impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """The database itself gives up at once, as it does where it sees two wait for each other."""
    monkeypatch.setattr(database, "BUSY_SECONDS", 0.0)


def held(path: Path, seconds: float) -> threading.Thread:
    """Somebody writes for so long, from now on."""
    begun = threading.Event()

    def hold() -> None:
        connection = sqlite.connect(path, isolation_level=None)
        connection.execute("BEGIN IMMEDIATE")
        begun.set()
        time.sleep(seconds)
        connection.execute("ROLLBACK")
        connection.close()

    holder = threading.Thread(target=hold)
    holder.start()
    assert begun.wait(10)
    return holder


def test_a_store_is_opened_and_a_partition_taken_over_once_another_lets_go(tmp_path: Path) -> None:
    open_store(tmp_path).close()
    holder = held(tmp_path / "monitor.db", 0.3)
    store = open_store(tmp_path)
    holder.join()
    holder = held(tmp_path / "monitor.db", 0.3)
    place, _ = store.take_over("t", 0)
    holder.join()
    store.close()
    assert place.epoch == 1


def test_a_store_that_is_never_let_go_of_is_said_to_be_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    open_store(tmp_path).close()
    monkeypatch.setattr(patience, "LONGEST", 0.2)
    holder = held(tmp_path / "monitor.db", 1.0)
    with pytest.raises(Contended, match="held by others"):
        open_store(tmp_path)
    holder.join()
