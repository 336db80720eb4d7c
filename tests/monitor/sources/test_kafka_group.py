"""Several readers of one topic, and readers that end badly."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from tests.house import ROOT
from tests.monitor.brokers import Shared
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import PATIENCE, Stream, keep, numbered, reading, send, step

pytestmark = pytest.mark.slow


@contextmanager
def worker(url: str, path: Path, keeper: str) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of its own that keeps what comes."""
    words = ["-m", "tests.monitor.sources.ledger", url, str(path), keeper]
    with subprocess.Popen([sys.executable, *words], cwd=ROOT) as process:
        try:
            yield process
        finally:
            process.kill()


def wait_for(ledger: Ledger, keeper: str, more_than: int) -> None:
    until = time.monotonic() + PATIENCE
    while ledger.keepers().get(keeper, 0) <= more_than:
        assert time.monotonic() < until, ledger.keepers()
        time.sleep(0.02)


def test_a_second_reader_takes_its_share_and_gives_it_back(kafka: Shared, tmp_path: Path) -> None:
    topic, path = kafka.topic(), tmp_path / "ledger.db"
    url, first, second = kafka.url(topic), Ledger(path, "first"), Ledger(path, "second")
    send(url, topic, numbered(400))
    with reading(url, first) as one:
        keep(one, first, 400)
        with reading(url, second) as two:
            send(url, topic, numbered(400, 400))
            until = time.monotonic() + PATIENCE
            while first.count() < 800:
                assert time.monotonic() < until
                step(one, first, 0.05)
                step(two, second, 0.05)
        send(url, topic, numbered(400, 800))
        keep(one, first, 1200)
    assert first.keepers()["second"] > 100
    assert sorted(first.values()) == sorted(numbered(1200))


def test_a_reader_that_is_killed_is_replaced_and_nothing_is_lost_or_doubled(
    kafka: Shared, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    topic, path = kafka.topic(), tmp_path / "ledger.db"
    url, ledger = kafka.url(topic), Ledger(path)
    stream = Stream(url, topic)
    with worker(url, path, "a") as a, worker(url, path, "b"):
        for keeper in ("a", "b"):
            while ledger.keepers().get(keeper, 0) < 50:
                stream.flow()
        a.kill()
        killed, until = time.monotonic(), time.monotonic() + 5
        while time.monotonic() < until:
            stream.flow()
            time.sleep(0.01)
        stream.close()
        while ledger.count() < stream.sent:
            assert time.monotonic() < until + PATIENCE
            time.sleep(0.05)
    assert sorted(ledger.values()) == sorted(numbered(stream.sent))
    record_property("takeover_seconds", takeover(path, killed))


def takeover(path: Path, killed: float) -> float:
    """Until the other one first kept something of each partition."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute(
            "SELECT min(at) FROM kept WHERE keeper = 'b' AND at > ? GROUP BY partition", (killed,)
        )
        return max(float(row[0]) for row in rows) - killed


def test_a_reader_that_stood_still_keeps_nothing_of_what_others_took_over(
    kafka: Shared, tmp_path: Path
) -> None:
    topic, path = kafka.topic(), tmp_path / "ledger.db"
    url, ledger = kafka.url(topic), Ledger(path)
    stream = Stream(url, topic)
    with worker(url, path, "a") as a, worker(url, path, "b"):
        for keeper in ("a", "b"):
            while ledger.keepers().get(keeper, 0) < 50:
                stream.flow()
        os.kill(a.pid, signal.SIGSTOP)
        stream.flow(2000)
        wait_for(ledger, "b", stream.sent - 100 - ledger.keepers()["a"])
        os.kill(a.pid, signal.SIGCONT)
        before = ledger.keepers()["a"]
        while ledger.keepers()["a"] <= before:
            stream.flow()
            time.sleep(0.02)
        stream.close()
        until = time.monotonic() + PATIENCE
        while ledger.count() < stream.sent:
            assert time.monotonic() < until, ledger.keepers()
            time.sleep(0.05)
    assert sorted(ledger.values()) == sorted(numbered(stream.sent))


def test_what_the_store_refused_is_read_again(kafka: Shared, tmp_path: Path) -> None:
    topic, path = kafka.topic(), tmp_path / "ledger.db"
    url, ledger = kafka.url(topic), Ledger(path)
    with reading(url, ledger) as source:
        send(url, topic, numbered(400))
        keep(source, ledger, 400)
        # A reader that was thrown out of the group, and had not noticed, takes one partition.
        ledger.take_over(topic, 2)
        send(url, topic, numbered(400, 400))
        keep(source, ledger, 800)
    assert sorted(ledger.values()) == sorted(numbered(800))
