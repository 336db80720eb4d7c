"""Reading to the end of what a test has sent."""

import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from monitor.delivery.kafka import Message, open_producer
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
