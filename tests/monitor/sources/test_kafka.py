import asyncio
import logging
import time
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from aiokafka import AIOKafkaConsumer
from aiokafka.admin import AIOKafkaAdminClient, RecordsToDelete
from aiokafka.structs import TopicPartition

from monitor.delivery.kafka import Message, open_producer
from monitor.errors import MonitorError, Unavailable
from monitor.event import MOST_BYTES, Poison, Unreadable, decoded
from monitor.records import Place
from monitor.sources.base import MOST_RECORDS
from monitor.sources.kafka import open_kafka
from monitor.sources.kafka_settings import Timing
from tests.monitor.brokers import Shared
from tests.monitor.sources.ledger import Ledger
from tests.monitor.sources.reading import OPEN, keep, numbered, reading, send, step
from tests.monitor.written import envelope, record


def test_records_come_in_the_order_of_each_partition_with_the_brokers_time(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    before = time.time_ns() // 1000
    send(kafka.url(topic), topic, numbered(3000))
    with reading(kafka.url(topic), ledger) as source:
        records = keep(source, ledger, 3000)
    offsets = defaultdict(list)
    for one in records:
        offsets[one.at.partition].append(one.at.offset)
        assert one.received is not None
        assert abs(one.received - before) < 600_000_000
    assert len(offsets) == 4
    assert all(found == list(range(len(found))) for found in offsets.values())
    assert sorted(ledger.values()) == sorted(numbered(3000))


def test_one_key_keeps_its_order(kafka: Shared, ledger_path: Path) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(2000), people=7)
    with reading(kafka.url(topic), ledger) as source:
        records = keep(source, ledger, 2000)
    by_key = defaultdict(list)
    for one in records:
        by_key[one.key].append(int(one.value))
    assert len(by_key) == 7
    assert all(a < b for found in by_key.values() for a, b in pairwise(found))


def test_reading_begins_where_the_store_says_whatever_the_brokers_remember(
    kafka: Shared, ledger_path: Path
) -> None:
    topic = kafka.topic(1)
    url = kafka.url(topic)
    send(url, topic, numbered(100))
    asyncio.run(commit(kafka.address, topic, 90))
    ledger = Ledger(ledger_path)
    ledger.move(topic, 0, 40)
    with reading(url, ledger) as source:
        keep(source, ledger, 60)
    assert ledger.values() == numbered(60, 40)


async def commit(address: str, topic: str, offset: int) -> None:
    """What some other tool might do to the group."""
    consumer = AIOKafkaConsumer(
        bootstrap_servers=address, group_id=f"group-of-{topic}", enable_auto_commit=False
    )
    consumer.assign([TopicPartition(topic, 0)])
    await consumer.start()
    try:
        await consumer.commit({TopicPartition(topic, 0): offset})
    finally:
        await consumer.stop()


def test_the_brokers_learn_how_far_was_kept_for_their_lag_tools(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(50))
    with reading(kafka.url(topic), ledger, Timing(looks=0.1)) as source:
        keep(source, ledger, 50)
        while asyncio.run(committed(kafka.address, topic)) != 50:
            step(source, ledger)
        assert source.lag() == 0


async def committed(address: str, topic: str) -> int | None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        known = await admin.list_consumer_group_offsets(f"group-of-{topic}")
    finally:
        await admin.close()
    found = known.get(TopicPartition(topic, 0))
    return found.offset if found is not None else None


def test_what_waits_is_counted(kafka: Shared, ledger_path: Path) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(5000))
    with reading(kafka.url(topic), ledger, Timing(looks=0.1)) as source:
        brought = len(step(source, ledger, 30))
        assert 0 < brought <= MOST_RECORDS
        until = time.monotonic() + 30
        while source.lag() != 5000 - brought:
            assert time.monotonic() < until
            time.sleep(0.05)


def test_ten_megabytes_arrive_as_poison_and_the_stream_goes_on(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    send(kafka.url(topic), topic, [b"before", b"x" * 10_000_000, b"after"])
    with reading(kafka.url(topic), ledger) as source:
        first, long, last = keep(source, ledger, 3)
    assert (first.value, last.value) == (b"before", b"after")
    assert (len(long.value), long.oversize) == (MOST_BYTES + 1, 10_000_000)
    with pytest.raises(Unreadable) as poison:
        decoded(long)
    assert poison.value.reason is Poison.TOO_LONG


def test_a_key_that_is_not_the_person_and_a_deleted_value_are_poison(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    value = record(envelope()).value
    producer = open_producer(kafka.url(topic), OPEN)
    producer.send([Message(topic, b"P-0042", value), Message(topic, b"P-1", value)])
    producer.send([Message(topic, None, value), Message(topic, b"P-1", b"")])
    producer.close()
    with reading(kafka.url(topic), ledger) as source:
        good, mismatched, keyless, empty = keep(source, ledger, 4)
    assert decoded(good).person == decoded(keyless).person == "P-0042"
    reasons = []
    for one in (mismatched, empty):
        with pytest.raises(Unreadable) as poison:
            decoded(one)
        reasons.append(poison.value.reason)
    assert reasons == [Poison.KEY_IS_NOT_SUBJECT, Poison.NOT_JSON]


def test_a_run_that_is_to_end_does_so_where_the_topic_ended(
    kafka: Shared, ledger_path: Path
) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    url = kafka.url(topic)
    send(url, topic, numbered(2500))
    with reading(url, ledger, until_end=True) as source:
        while (batch := source.take(1)) is not None:
            ledger.keep(batch)
    assert sorted(ledger.values()) == sorted(numbered(2500))
    with reading(url, ledger, until_end=True) as source:
        while (batch := source.take(1)) is not None:
            assert batch.records == []


def test_records_that_were_removed_are_named_and_passed_over(
    kafka: Shared, ledger_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    topic, ledger = kafka.topic(1), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(100))
    asyncio.run(remove(kafka.address, topic, 30))
    with caplog.at_level(logging.WARNING, "monitor"), reading(kafka.url(topic), ledger) as source:
        keep(source, ledger, 70)
    assert ledger.values() == numbered(70, 30)
    assert "partition 0: offset 0 is not there; reading on from 30" in caplog.text


async def remove(address: str, topic: str, before: int) -> None:
    admin = AIOKafkaAdminClient(bootstrap_servers=address)
    await admin.start()
    try:
        await admin.delete_records({TopicPartition(topic, 0): RecordsToDelete(before)})
    finally:
        await admin.close()


def test_a_consumer_that_stalls_is_begun_anew(
    kafka: Shared, ledger_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(500))
    stalled: list[AIOKafkaConsumer] = []
    whole = AIOKafkaConsumer.getmany

    async def getmany(self: AIOKafkaConsumer, *partitions: Any, **options: Any) -> Any:
        stalled[:] = stalled or [self]
        if self is stalled[0]:
            await whole(self, TopicPartition("none", 0), **options)
            return {}
        return await whole(self, *partitions, **options)

    monkeypatch.setattr(AIOKafkaConsumer, "getmany", getmany)
    with reading(kafka.url(topic), ledger, Timing(stalled=1.5, looks=0.1)) as source:
        keep(source, ledger, 500)
        assert source.restarts == 1
    assert sorted(ledger.values()) == sorted(numbered(500))


def test_a_store_that_fails_is_told_by_the_source(kafka: Shared) -> None:
    topic = kafka.topic()

    class Broken:
        def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
            raise MonitorError("the store is gone")

    source = open_kafka(kafka.url(topic), Broken(), OPEN)
    with pytest.raises(MonitorError, match="the store is gone"):
        source.take(30)
    source.close()


def test_a_store_that_is_being_restarted_is_waited_for(kafka: Shared, ledger_path: Path) -> None:
    topic, ledger, tries = kafka.topic(1), Ledger(ledger_path), []

    class Restarting:
        def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
            tries.append(partition)
            if len(tries) == 1:
                raise Unavailable("the store does not answer")
            return ledger.take_over(topic, partition)

    send(kafka.url(topic), topic, numbered(10))
    source = open_kafka(kafka.url(topic), Restarting(), OPEN)
    keep(source, ledger, 10)
    source.close()
    assert tries == [0, 0]


def test_a_session_that_the_brokers_do_not_allow_is_made_longer(
    kafka: Shared, ledger_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    topic, ledger = kafka.topic(), Ledger(ledger_path)
    send(kafka.url(topic), topic, numbered(10))
    with (
        caplog.at_level(logging.WARNING, "monitor"),
        reading(kafka.url(topic), ledger, Timing(session=0.5, heartbeat=0.1)) as source,
    ):
        keep(source, ledger, 10)
    assert "group.min.session.timeout.ms" in caplog.text


def test_a_closed_source_gives_nothing_and_closes_twice(kafka: Shared, ledger_path: Path) -> None:
    source = open_kafka(kafka.url(kafka.topic()), Ledger(ledger_path), OPEN)
    source.close()
    source.close()
    assert source.take(1) is None


def test_a_topic_that_is_not_there_is_named(kafka: Shared, ledger_path: Path) -> None:
    with pytest.raises(MonitorError, match=r"no\.such: no such topic"):
        open_kafka(kafka.url("no.such"), Ledger(ledger_path), OPEN)
