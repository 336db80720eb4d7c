"""Three brokers, of which one is lost."""

import threading
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest

from monitor.delivery.kafka import Message, Producer, open_producer
from monitor.errors import MonitorError
from monitor.sources.kafka import open_kafka
from monitor.sources.kafka_settings import Timing
from tests.monitor.brokers import Cluster
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import (
    OPEN,
    PATIENCE,
    Stream,
    keep,
    longest_pause,
    numbered,
    reading,
    step,
)

pytestmark = pytest.mark.slow


def test_a_broker_of_three_that_is_killed_loses_and_doubles_nothing(
    three_brokers: Cluster, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    topic, path = three_brokers.topic(), tmp_path / "ledger.db"
    url, ledger = f"kafka://{three_brokers.address}/{topic}", Ledger(path)
    stream, over = Stream(url, topic), threading.Event()
    sending = threading.Thread(target=stream.until, args=(over,))
    source = open_kafka(url, ledger, OPEN)
    sending.start()
    while ledger.count() < 500:
        step(source, ledger)
    three_brokers.brokers[0].kill()
    killed = time.monotonic()
    while time.monotonic() < killed + 7:
        step(source, ledger)
    over.set()
    sending.join()
    while ledger.count() < stream.sent:
        assert time.monotonic() < killed + PATIENCE
        step(source, ledger)
    source.close()
    stream.close()
    assert sorted(ledger.values()) == sorted(numbered(stream.sent))
    record_property("longest_pause_seconds", longest_pause(path, killed))
    three_brokers.brokers[0].start()
    three_brokers.brokers[0].wait()


def test_a_cluster_that_goes_away_and_comes_back_is_waited_for(
    three_brokers: Cluster, tmp_path: Path
) -> None:
    topic, ledger = three_brokers.topic(), Ledger(tmp_path / "ledger.db")
    url = f"kafka://{three_brokers.address}/{topic}"
    producer = open_producer(url, OPEN, patience=2)
    producer.send([Message(topic, b"P-%s" % value, value) for value in numbered(300)])
    with reading(url, ledger, Timing(stalled=2)) as source:
        keep(source, ledger, 300)
        for broker in three_brokers.brokers:
            broker.kill()
        with pytest.raises(MonitorError, match="not acknowledged"):
            producer.send([Message("no.such.topic", b"P-1", b"lost with the cluster")])
        assert step(source, ledger) == []
        for broker in three_brokers.brokers:
            broker.start()
        for broker in three_brokers.brokers:
            broker.wait()
        send_patiently(producer, [Message(topic, b"P-%s" % one, one) for one in numbered(300, 300)])
        keep(source, ledger, 600)
    producer.close()
    assert sorted(ledger.values()) == sorted(numbered(600))


def send_patiently(producer: Producer, messages: list[Message]) -> None:
    """As whoever delivers does: again and again, until the cluster has elected its leaders."""
    until = time.monotonic() + PATIENCE
    while time.monotonic() < until:
        with suppress(MonitorError):
            producer.send(messages)
            return
    raise AssertionError("the cluster did not come back")
