"""Reading to the end of what a test has sent."""

import sqlite3
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from itertools import pairwise
from pathlib import Path

from monitor.delivery.kafka import Message, Producer, open_producer
from monitor.errors import Fenced
from monitor.kafka.security import Security
from monitor.records import Record
from monitor.sources.kafka import KafkaSource, open_kafka
from monitor.sources.kafka_settings import Timing
from tests.monitor.sources.ledger import Ledger

OPEN = Security()
PATIENCE = 60


def send(url: str, topic: str, values: Sequence[bytes], people: int = 20) -> None:
    """Each value is of one of so many people, who are the keys."""
    producer = open_producer(url, OPEN)
    try:
        producer.send(
            [Message(topic, b"P-%d" % (n % people), value) for n, value in enumerate(values)]
        )
    finally:
        producer.close()


def numbered(count: int, first: int = 0) -> list[bytes]:
    return [b"%d" % number for number in range(first, first + count)]


@contextmanager
def reading(
    url: str, ledger: Ledger, timing: Timing | None = None, until_end: bool = False
) -> Iterator[KafkaSource]:
    source = open_kafka(url, ledger, OPEN, until_end, timing)
    try:
        yield source
    finally:
        source.close()


def step(source: KafkaSource, ledger: Ledger, wait: float = 0.2) -> list[Record]:
    """Take and keep one batch."""
    batch = source.take(wait)
    assert batch is not None
    try:
        ledger.keep(batch)
    except Fenced:
        source.refused()
        return []
    return batch.records


def keep(source: KafkaSource, ledger: Ledger, count: int) -> list[Record]:
    """Until the ledger holds so many; the records that this source brought."""
    brought: list[Record] = []
    until = time.monotonic() + PATIENCE
    while ledger.count() < count:
        assert time.monotonic() < until, f"{ledger.count()} of {count}"
        brought += step(source, ledger)
    return brought


class Stream:
    """A few records every now and then, until enough."""

    def __init__(self, url: str, topic: str) -> None:
        self._producer: Producer = open_producer(url, OPEN)
        self._topic, self.sent = topic, 0

    def flow(self, count: int = 20) -> None:
        self._producer.send(
            [
                Message(self._topic, b"P-%d" % number, b"%d" % number)
                for number in range(self.sent, self.sent + count)
            ]
        )
        self.sent += count

    def until(self, over: threading.Event) -> None:
        while not over.is_set():
            self.flow()
            time.sleep(0.01)

    def close(self) -> None:
        self._producer.close()


def longest_pause(path: Path, after: float) -> float:
    """Seconds between two records kept after that moment, whoever kept them."""
    with closing(sqlite3.connect(path)) as connection:
        rows = connection.execute("SELECT at FROM kept WHERE at > ? ORDER BY at", (after,))
        later = [after, *(float(row[0]) for row in rows)]
    return max((b - a for a, b in pairwise(later)), default=0.0)
