"""Three brokers, of which one is lost."""

import threading
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from monitor.sources.kafka import open_kafka
from tests.monitor.brokers import Cluster
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import OPEN, PATIENCE, Stream, longest_pause, numbered, step

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
    while time.monotonic() < killed + 10:
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
