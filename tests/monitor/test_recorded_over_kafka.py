"""One recorded stream by one, two and three monitors, killed on the way: the same alerts."""

import os
import subprocess
import sys
import time
from itertools import repeat
from pathlib import Path
from random import Random

import pytest
from sqlalchemy import func, select

from casework.basis.file import write_basis
from monitor.delivery.kafka import Message, open_producer
from monitor.store.opening import Store, open_store
from monitor.store.tables import POSITIONS
from tests.house import ROOT
from tests.monitor.brokers import Shared
from tests.monitor.recorded import LIBRARY, play, recorded, shuffled, told, who_is_covered
from tests.monitor.sources.reading import OPEN

pytestmark = pytest.mark.slow

LINES = recorded(9000)
STRIDE = 900
"""Records between two kills."""

PATIENCE = 180


@pytest.fixture(scope="module")
def expected(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    store = open_store(tmp_path_factory.mktemp("whole"))
    play(store, LINES, repeat(1000))
    found = told(store)
    store.close()
    return found


def send(url: str, topic: str, lines: list[bytes]) -> None:
    """Keyed by person, as the contract says."""
    producer = open_producer(url, OPEN)
    producer.send([Message(topic, key_of(line), line) for line in lines])
    producer.close()


def key_of(line: bytes) -> bytes:
    return line.partition(b'"subject": "')[2].partition(b'"')[0]


class Workers:
    """Processes of ``skerry monitor run``, each begun again until it has ended well."""

    def __init__(self, url: str, home: Path, count: int) -> None:
        basis = home.parent / "basis.json"
        write_basis(basis, who_is_covered())
        self._words = ["--source", url, "--until-end", "--basis", basis, "--library", LIBRARY]
        self._home, self._errors = home, home.parent / "errors.log"
        self.running = [self._begin() for _ in range(count)]

    def _begin(self) -> "subprocess.Popen[bytes]":
        words = [sys.executable, "-m", "tests.monitor.small_batches", "monitor", "run"]
        words += map(str, self._words)
        with self._errors.open("ab") as errors:
            return subprocess.Popen(
                words,
                cwd=ROOT,
                env={**os.environ, "SKERRY_HOME": str(self._home)},
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=errors,
            )

    def kill(self, number: int) -> None:
        self.running[number].kill()
        self.running[number].wait()
        self.running[number] = self._begin()

    def over(self) -> bool:
        codes = [one.poll() for one in self.running]
        assert not any(codes), self._errors.read_text("utf-8")[-2000:]
        return None not in codes

    def close(self) -> None:
        for one in self.running:
            one.kill()
            one.wait()


def read_so_far(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute(select(func.sum(POSITIONS.c.next))).scalar() or 0)


def watch(workers: Workers, store: Store, kills: int) -> None:
    """Kill one of them each so many records, until all have ended."""
    chance, last, until = Random(kills), 0, time.monotonic() + PATIENCE
    while not workers.over():
        assert time.monotonic() < until
        so_far = read_so_far(store)
        if kills and so_far - last >= STRIDE:
            kills, last = kills - 1, so_far
            workers.kill(chance.randrange(len(workers.running)))
        time.sleep(0.005)
    assert kills == 0


@pytest.mark.parametrize(("count", "kills"), [(1, 0), (1, 3), (2, 3), (3, 4)])
def test_the_same_alerts_whoever_reads_and_whoever_is_killed(
    kafka: Shared, tmp_path: Path, expected: bytes, count: int, kills: int
) -> None:
    topic, home = kafka.topic(6), tmp_path / "home"
    again = shuffled(LINES, 5)[:2000] if kills else []
    send(kafka.url(topic), topic, [*(shuffled(LINES, kills) if kills else LINES), *again])
    store = open_store(home)
    workers = Workers(kafka.url(topic), home, count)
    try:
        watch(workers, store, kills)
    finally:
        workers.close()
    found = told(store)
    store.close()
    assert found == expected
    assert found
