"""The fetching side of a Kafka source: one consumer after another, on a loop of its own."""

import asyncio
import logging
import threading
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.errors import (
    IllegalStateError,
    InvalidSessionTimeoutError,
    KafkaConnectionError,
    KafkaError,
    NoOffsetForPartitionError,
    OffsetOutOfRangeError,
)

from monitor.errors import MonitorError
from monitor.kafka.address import Address
from monitor.kafka.diagnosis import why_unreachable
from monitor.kafka.loop import clear_away
from monitor.records import Place
from monitor.sources.base import MOST_RECORDS, Positions
from monitor.sources.kafka_buffer import Buffer, Chunk
from monitor.sources.kafka_end import End
from monitor.sources.kafka_records import converted, senders_time
from monitor.sources.kafka_settings import COMMON_SESSION, Timing, consumer_settings
from monitor.sources.kafka_tenure import Tenure
from monitor.sources.kafka_watch import Known, Stalled, watch

log = logging.getLogger(__name__)

SENDERS_TIME = (
    "the topic keeps its senders' times: set message.timestamp.type=LogAppendTime,"
    " so that the time of receipt is the brokers'"
)
PAUSE = 0.5
"""Seconds between two consumers."""

Found: TypeAlias = Mapping[TopicPartition, Sequence[ConsumerRecord]]


class Fetching:
    """Runs until stopped, on one loop. Other threads read ``joined``, ``known``, ``restarts``."""

    def __init__(
        self, address: Address, security: dict[str, Any], positions: Positions, buffer: Buffer
    ) -> None:
        self._address, self._security = address, security
        self._positions, self._buffer = positions, buffer
        self._warned = False
        self._task: asyncio.Task[Any] | None = None
        self._stopping = False
        self._tenure: Tenure | None = None
        self._end = End(address.topic)
        self.room, self.joined = asyncio.Event(), threading.Event()
        self.known, self.restarts = Known(), 0

    @property
    def ends(self) -> dict[int, int]:
        """Where each partition ended at the first look of a run that is to end."""
        return self._end.known

    async def run(self, timing: Timing, until_end: bool) -> None:
        """Fetch until stopped; raises ``MonitorError`` where the cluster was never reached."""
        self._task = asyncio.current_task()
        while not self._stopping:
            try:
                await self._one_consumer(timing, until_end)
            except InvalidSessionTimeoutError:
                shortest = "group.min.session.timeout.ms"
                log.warning("%s: no session of %.1f s: %s", self._address, timing.session, shortest)
                timing = timing._replace(session=COMMON_SESSION, heartbeat=COMMON_SESSION / 4)
            except asyncio.CancelledError:
                # Where nobody stopped us, it is a future of aiokafka's own that was cancelled.
                if self._stopping:
                    raise
                log.warning("%s: begun anew: given up by aiokafka", self._address)
                await asyncio.sleep(PAUSE)
            except (Stalled, KafkaError, OSError) as error:
                if not self.joined.is_set():
                    raise await self._explained(error) from None
                log.warning("%s: begun anew: %r", self._address, error)
                await asyncio.sleep(PAUSE)
            self.restarts += 1

    async def stop(self, patience: float) -> None:
        """Leave the group and end ``run``; seconds."""
        self._stopping = True
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=patience)

    async def refused(self, places: Iterable[Place], delay: float) -> None:
        """The store took nothing of a batch: read again those of its partitions still ours.

        Where the group gave them anew since, they are being read again already. Seconds of delay:
        in twice a session an owner notices that it is none any more.
        """
        tenure = self._tenure
        if tenure is not None and not set(tenure.places.values()).isdisjoint(places):
            tenure.again(delay)

    async def _explained(self, error: BaseException) -> MonitorError:
        if isinstance(error, KafkaConnectionError | OSError):
            return MonitorError(await why_unreachable(self._address, self._security))
        return MonitorError(f"{self._address}: {error}")

    async def _one_consumer(self, timing: Timing, until_end: bool) -> None:
        consumer = AIOKafkaConsumer(**consumer_settings(self._address, timing, self._security))
        tenure = Tenure(consumer, self._positions, self._buffer.drop, self._buffer.fail)
        self._tenure = tenure
        looking: asyncio.Task[None] | None = None
        try:
            async with asyncio.timeout(timing.answer):
                await consumer.start()
            await self._check_topic(consumer, timing)
            consumer.subscribe([self._address.topic], listener=tenure)
            looking = asyncio.create_task(watch(consumer, tenure, self._buffer, self.known, timing))
            while not (looking.done() or self._stopping):
                await self._fetch(consumer, tenure, timing, until_end)
            if looking.done():
                looking.result()
        finally:
            tenure.end()
            if looking is not None:
                looking.cancel()
            with suppress(KafkaError, OSError):
                async with asyncio.timeout(2 * timing.session):
                    await consumer.stop()
            await clear_away()

    async def _check_topic(self, consumer: AIOKafkaConsumer, timing: Timing) -> None:
        async with asyncio.timeout(timing.answer):
            topics = await consumer.topics()
        if not self.joined.is_set() and self._address.topic not in topics:
            raise MonitorError(f"{self._address}: no such topic, or not for us to read")

    async def _fetch(
        self, consumer: AIOKafkaConsumer, tenure: Tenure, timing: Timing, until_end: bool
    ) -> None:
        """One fetch. Also where nothing is ours yet: that is how aiokafka's errors come out."""
        await self._wait_for_room()
        mine = list(tenure.places)
        wanted = [*mine, TopicPartition(self._address.topic, -1)]
        wait = 100 if mine else 10
        try:
            async with asyncio.timeout(3 * timing.stalled):
                found = await consumer.getmany(*wanted, timeout_ms=wait, max_records=MOST_RECORDS)
        except NoOffsetForPartitionError:
            # Said of a partition that the store is still being asked about.
            return
        except OffsetOutOfRangeError as error:
            await self._read_on(consumer, error)
            return
        self.keep(found, tenure)
        if until_end and not found and await self._end.reached(consumer, tenure):
            self._buffer.finish()
        self.joined.set()

    def keep(self, found: Found, tenure: Tenure) -> None:
        """Hand records over as read by the tenure there is now.

        A fetch may begin in one tenure and end in the next, but records are taken out of it, and
        the position moved, only in its last step; and nothing is awaited from there to here.
        """
        places = tenure.places
        mine = {places[one]: records for one, records in found.items() if one in places}
        chunks = [Chunk(place, converted(records)) for place, records in mine.items()]
        if chunks:
            self._buffer.put(chunks)
        if not self._warned and any(senders_time(records) for records in mine.values()):
            self._warned = True
            log.warning("%s: %s", self._address, SENDERS_TIME)

    async def _wait_for_room(self) -> None:
        while self._buffer.full and not self._stopping:
            self.room.clear()
            with suppress(TimeoutError):
                async with asyncio.timeout(1):
                    await self.room.wait()

    async def _read_on(self, consumer: AIOKafkaConsumer, error: OffsetOutOfRangeError) -> None:
        """Records that the store wants were removed, or the topic was made anew."""
        for partition, wanted in error.args[0].items():
            first = (await consumer.beginning_offsets([partition]))[partition]
            with suppress(IllegalStateError):
                if await consumer.position(partition) != wanted:
                    # Said late, of an assignment before this one.
                    continue
                consumer.seek(partition, first)
                where = (self._address, partition.partition, wanted, first)
                log.warning("%s, partition %d: offset %d is not there; reading on from %d", *where)
