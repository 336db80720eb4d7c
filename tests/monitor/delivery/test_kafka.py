import asyncio
from pathlib import Path

import pytest
from aiokafka import AIOKafkaProducer

from monitor.delivery.kafka import Message, open_producer
from monitor.errors import MonitorError
from tests.monitor.brokers import Shared
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import OPEN, keep, reading


def test_what_was_sent_is_there_when_the_call_returns(kafka: Shared, ledger_path: Path) -> None:
    topic = kafka.topic()
    producer = open_producer(kafka.url(topic), OPEN)
    values = [b"%d" % number for number in range(5000)]
    producer.send([Message(topic, b"P-%d" % (len(value) % 3), value) for value in values])
    producer.close()
    producer.close()
    ledger = Ledger(ledger_path)
    with reading(kafka.url(topic), ledger, until_end=True) as source:
        while (batch := source.take(1)) is not None:
            ledger.keep(batch)
    assert sorted(ledger.values()) == sorted(values)


@pytest.mark.slow
def test_what_cannot_be_sent_is_said_and_the_next_is_sent_all_the_same(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    producer = open_producer(kafka.url(topic), OPEN, patience=5)
    with pytest.raises(MonitorError, match="1 not acknowledged"):
        producer.send([Message(topic, b"P-1", bytes(13 << 20))])
    with pytest.raises(MonitorError, match="not acknowledged: no answer in time"):
        producer.send([Message("no.such.topic", b"P-1", b"x")])
    producer.send([Message(topic, b"P-1", b"after")])
    producer.close()
    with reading(kafka.url(topic), ledger) as source:
        keep(source, ledger, 1)
    assert ledger.values() == [b"after"]


def test_a_sender_whose_cluster_is_lost_begins_anew(
    kafka: Shared, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    producer = open_producer(kafka.url(topic), OPEN, patience=1)
    whole = AIOKafkaProducer.send

    async def lost(self: AIOKafkaProducer, *words: object, **more: object) -> object:
        return asyncio.get_running_loop().create_future()

    monkeypatch.setattr(AIOKafkaProducer, "send", lost)
    with pytest.raises(MonitorError, match="no answer in time"):
        producer.send([Message(topic, b"P-1", b"first")])
    monkeypatch.setattr(AIOKafkaProducer, "send", whole)
    producer.send([Message(topic, b"P-1", b"again")])
    producer.close()
    with reading(kafka.url(topic), ledger) as source:
        keep(source, ledger, 1)
    assert ledger.values() == [b"again"]
