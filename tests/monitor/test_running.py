"""The loop, in this process."""

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest

from monitor.assess import Rules
from monitor.delivery.base import DeliveryError, Notice
from monitor.errors import MonitorError
from monitor.policy import Policy
from monitor.running import Running, Watched
from monitor.sources.lines import open_file
from monitor.store.opening import Store
from tests.monitor.recorded import recorded, rules, told

LINES = recorded(200)
SILENT = recorded(700)
"""Long enough for one device to fall silent before the end."""


class Standing:
    """Rules that do not change."""

    def __init__(self) -> None:
        self.rules = rules()

    def current(self) -> Rules:
        return self.rules


class Heard:
    """A target that refuses at first."""

    name = "heard"

    def __init__(self, refusals: int = 0) -> None:
        self.ids: set[str] = set()
        self.refusals, self.closed = refusals, False

    def deliver(self, notices: Sequence[Notice]) -> None:
        if self.refusals:
            self.refusals -= 1
            raise DeliveryError("not now")
        self.ids |= {notice.alert.id for notice in notices}

    def close(self) -> None:
        self.closed = True


def running(store: Store, *targets: Heard) -> tuple[Running, list[str]]:
    troubles: list[str] = []
    watched = Watched(
        lambda _outcome, _lag: None, lambda error: troubles.append(str(error)), lambda _lag: None
    )
    return Running(store, Standing(), Policy(), list(targets), watched), troubles


@pytest.fixture
def source(tmp_path: Path) -> Path:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"".join(line + b"\n" for line in LINES))
    return path


def test_a_monitor_whose_file_another_took_over_gives_way_and_keeps_nothing(
    store: Store, source: Path
) -> None:
    older, newer = open_file(source, store), open_file(source, store)
    loop, troubles = running(store)
    with pytest.raises(MonitorError, match="another process reads the same lines"):
        loop.run(older, threading.Event(), live=False)
    assert "read by another process" in troubles[0]
    assert told(store) == b""
    running(store)[0].run(newer, threading.Event(), live=False)
    assert told(store) != b""
    for one in (older, newer):
        one.close()


def test_everything_raised_is_told_before_the_run_ends(store: Store, source: Path) -> None:
    heard, lines = Heard(), open_file(source, store)
    running(store, heard)[0].run(lines, threading.Event(), live=False)
    assert all(one.encode() in told(store) for one in heard.ids)
    assert len(heard.ids) == len(told(store).splitlines())
    assert heard.closed
    lines.close()


def test_a_target_that_refuses_is_on_record_and_told_by_the_next_run(
    store: Store, source: Path
) -> None:
    deaf, lines = Heard(refusals=1000), open_file(source, store)
    loop, troubles = running(store, deaf)
    loop.run(lines, threading.Event(), live=False)
    assert set(troubles) == {"not now"}
    with store.writing() as connection:
        connection.exec_driver_sql("UPDATE monitor_outbox SET not_before = 0")
    heard, again = Heard(), open_file(source, store)
    running(store, heard)[0].run(again, threading.Event(), live=False)
    assert len(heard.ids) == len(told(store).splitlines())
    for one in (lines, again):
        one.close()


def test_a_monitor_that_is_asked_to_stop_at_once_has_read_nothing(
    store: Store, source: Path
) -> None:
    stop, lines = threading.Event(), open_file(source, store)
    stop.set()
    running(store)[0].run(lines, stop, live=False)
    assert store.take_over(lines.topic, 0)[1] == 0
    lines.close()


@pytest.mark.parametrize("ending", [b"", b"\n", b"\r\n \n\n", b" "])
def test_blank_lines_at_the_end_keep_nothing_from_being_concluded(
    store: Store, tmp_path: Path, ending: bytes
) -> None:
    path = tmp_path / "events.jsonl"
    path.write_bytes(b"\n".join(SILENT) + b"\n" + ending)
    lines = open_file(path, store)
    running(store)[0].run(lines, threading.Event(), live=False)
    assert b"nothing was received for more than" in told(store)
    lines.close()
