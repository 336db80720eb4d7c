"""Reading a topic a second time, outside of any consumer group."""

import asyncio
import os
from collections.abc import Coroutine, Iterable, Iterator, Mapping
from typing import Any, TypeVar

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import KafkaError

from monitor.errors import MonitorError
from monitor.kafka.address import Address, parse_address
from monitor.kafka.diagnosis import why_unreachable
from monitor.kafka.loop import Loop
from monitor.kafka.security import connection, read_security
from monitor.records import Coordinates, Record
from monitor.sources.kafka_records import converted

T = TypeVar("T")

ANSWER = 15.0
"""Seconds for a cluster to be reached."""

WAIT = 5000
"""Milliseconds that a broker may take to send what is known to be there."""


class KafkaAgain:
    """A topic. Made by ``open_kafka_again``; its methods raise ``MonitorError``."""

    def __init__(self, address: Address, settings: Mapping[str, Any]) -> None:
        self.topic, self._address, self._settings = address.topic, address, settings
        self._loop = Loop("kafka-again")
        self._consumer: AIOKafkaConsumer | None = None

    def connect(self) -> None:
        """Reach the cluster."""
        self._asked(self._connect())

    def at(self, wanted: Iterable[Coordinates]) -> Iterator[Record]:
        """One record each; what the topic no longer keeps is left out."""
        bounds = self._asked(self._bounds())
        for one in sorted(wanted):
            begin, end = bounds.get(TopicPartition(one.topic, one.partition), (0, 0))
            if begin <= one.offset < end:
                found = self._from(TopicPartition(one.topic, one.partition), one.offset)
                yield from (record for record in found[:1] if record.at == one)

    def every(self) -> Iterator[Record]:
        """Each partition from where it begins to where it ends now."""
        for partition, (begin, end) in sorted(self._asked(self._bounds()).items()):
            found = self._from(partition, begin) if begin < end else []
            while found:
                yield from (record for record in found if record.at.offset < end)
                following = found[-1].at.offset + 1
                found = self._from(partition, following) if following < end else []

    def close(self) -> None:
        """Let go of it; safe to do twice."""
        if self._loop.running:
            if self._consumer is not None:
                self._loop.do(self._consumer.stop())
            self._loop.close()

    def _from(self, partition: TopicPartition, offset: int) -> list[Record]:
        return self._asked(self._fetched(partition, offset))

    def _asked(self, work: Coroutine[Any, Any, T]) -> T:
        try:
            return self._loop.do(work)
        except (KafkaError, OSError) as error:
            raise MonitorError(f"{self._address}: {error}") from None

    async def _connect(self) -> None:
        consumer = AIOKafkaConsumer(
            bootstrap_servers=list(self._address.brokers),
            enable_auto_commit=False,
            auto_offset_reset="earliest",
            max_partition_fetch_bytes=16 << 20,
            **self._settings,
        )
        try:
            async with asyncio.timeout(ANSWER):
                await consumer.start()
                topics = await consumer.topics()
        except (KafkaError, OSError):
            await consumer.stop()
            raise MonitorError(await why_unreachable(self._address, self._settings)) from None
        self._consumer = consumer
        if self.topic not in topics:
            raise MonitorError(f"{self._address}: no such topic, or not for us to read")
        consumer.subscribe([self.topic])
        async with asyncio.timeout(ANSWER):
            while not consumer.assignment():
                await asyncio.sleep(0.02)

    async def _bounds(self) -> dict[TopicPartition, tuple[int, int]]:
        assert self._consumer is not None
        every = sorted(self._consumer.assignment())
        begins = await self._consumer.beginning_offsets(every)
        ends = await self._consumer.end_offsets(every)
        return {one: (begins[one], ends[one]) for one in every}

    async def _fetched(self, partition: TopicPartition, offset: int) -> list[Record]:
        assert self._consumer is not None
        self._consumer.seek(partition, offset)
        found = await self._consumer.getmany(partition, timeout_ms=WAIT)
        return converted(found.get(partition, ()))


def open_kafka_again(url: str) -> KafkaAgain:
    """A topic to be read again, spoken to as the environment says; raises ``MonitorError``."""
    source = KafkaAgain(parse_address(url), connection(read_security(None, os.environ)))
    try:
        source.connect()
    except MonitorError:
        source.close()
        raise
    return source
