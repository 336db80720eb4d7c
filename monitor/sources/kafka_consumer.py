"""The fetching side of a Kafka source: one consumer after another, on a loop of its own."""

import asyncio
import logging
import threading
import time
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Any, NamedTuple, TypeAlias

from aiokafka import AIOKafkaConsumer, ConsumerRecord, TopicPartition
from aiokafka.coordinator.assignors.sticky.sticky_assignor import StickyPartitionAssignor
from aiokafka.errors import (
    IllegalStateError,
    InvalidSessionTimeoutError,
    KafkaConnectionError,
    KafkaError,
    OffsetOutOfRangeError,
)

from monitor.errors import MonitorError
from monitor.kafka.address import Address
from monitor.kafka.diagnosis import why_unreachable
from monitor.records import Place
from monitor.sources.base import MOST_RECORDS, Positions
from monitor.sources.kafka_buffer import Buffer, Chunk
from monitor.sources.kafka_progress import Progress
from monitor.sources.kafka_records import converted, senders_time
from monitor.sources.kafka_tenure import Tenure

log = logging.getLogger(__name__)

COMMON_SESSION = 6.0
"""Seconds: the shortest session that a broker allows which was not told otherwise."""


SENDERS_TIME = (
    "the topic keeps its senders' times: set message.timestamp.type=LogAppendTime,"
    " so that the time of receipt is the brokers'"
)

Found: TypeAlias = Mapping[TopicPartition, Sequence[ConsumerRecord]]


class Timing(NamedTuple):
    """Seconds."""

    session: float = 1.2
    """After which a worker that says nothing loses its partitions to the others."""
    heartbeat: float = 0.3
    stalled: float = 10.0
    """After which a consumer that gets nothing though something waits is begun anew."""
    answer: float = 15.0
    """For a cluster to be reached at the start."""
    looks: float = 1.0
    """Between two looks at where the partitions end."""


class Stalled(Exception):
    """A consumer that does not get on."""


class Fetching:
    """Runs until cancelled. All of it lives on the loop, but for the buffer and the numbers."""

    def __init__(
        self,
        address: Address,
        settings: dict[str, Any],
        positions: Positions,
        buffer: Buffer,
        timing: Timing,
    ) -> None:
        self._address, self._settings, self._positions = address, settings, positions
        self._buffer, self._timing = buffer, timing
        self._session = timing.session
        self._warned = False
        self.room = asyncio.Event()
        self.joined = threading.Event()
        self.done: dict[Place, int] = {}
        """Where what the engine is done with ends: told to the brokers for their lag tools only."""
        self.waiting: dict[Place, tuple[int, int]] = {}
        """Where each partition was begun, and where it ends."""
        self.restarts = 0
        self._task: asyncio.Task[Any] | None = None
        self._tenure: Tenure | None = None

    async def stop(self, patience: float) -> None:
        """Leave the group and end ``run``; seconds."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task], timeout=patience)

    async def refused(self, places: Iterable[Place]) -> None:
        """The store took nothing of a batch: read again those of its partitions still ours.

        Where the group gave them anew since, they are being read again already.
        """
        tenure = self._tenure
        if tenure is not None and not set(tenure.places.values()).isdisjoint(places):
            # An owner that lost its session without noticing notices in that time.
            tenure.again(2 * self._session)

    async def run(self) -> None:
        """Fetch until stopped; raises ``MonitorError`` where the cluster was never reached."""
        self._task = asyncio.current_task()
        while True:
            try:
                await self._one_consumer()
            except InvalidSessionTimeoutError:
                log.warning(
                    "brokers allow no session of %.1f s (group.min.session.timeout.ms): now %.0f s",
                    self._session,
                    COMMON_SESSION,
                )
                self._session = COMMON_SESSION
            except (Stalled, KafkaError, OSError) as error:
                if not self.joined.is_set():
                    raise await self._explained(error) from None
                log.warning("%s: begun anew: %r", self._address, error)
                await asyncio.sleep(0.5)
            self.restarts += 1

    async def _explained(self, error: BaseException) -> MonitorError:
        if isinstance(error, KafkaConnectionError | OSError):
            return MonitorError(await why_unreachable(self._address, self._settings))
        return MonitorError(f"{self._address}: {error}")

    async def _one_consumer(self) -> None:
        consumer = AIOKafkaConsumer(**self._consumer_settings())
        tenure = Tenure(consumer, self._positions, self._buffer.drop, self._buffer.fail)
        self._tenure = tenure
        try:
            await asyncio.wait_for(consumer.start(), self._timing.answer)
            await self._check_topic(consumer)
            consumer.subscribe([self._address.topic], listener=tenure)
            watch = asyncio.create_task(self._watch(consumer, tenure))
            try:
                await self._fetch(consumer, tenure, watch)
            finally:
                watch.cancel()
        finally:
            tenure.end()
            with suppress(KafkaError, OSError):
                await asyncio.wait_for(consumer.stop(), 2 * self._session)

    def _consumer_settings(self) -> dict[str, Any]:
        # aiokafka keeps the last assignment in the class: two consumers need two classes.
        sticky = type("Sticky", (StickyPartitionAssignor,), {})
        return {
            "bootstrap_servers": list(self._address.brokers),
            "group_id": self._address.group,
            "enable_auto_commit": False,
            "auto_offset_reset": "none",
            "partition_assignment_strategy": [sticky],
            "session_timeout_ms": int(self._session * 1000),
            "heartbeat_interval_ms": int(self._timing.heartbeat * 1000),
            "request_timeout_ms": int(self._timing.answer * 1000),
            # A partition that has run dry must not keep the others of its broker waiting.
            "fetch_max_wait_ms": 50,
            "max_partition_fetch_bytes": 16 << 20,
            "fetch_max_bytes": 48 << 20,
            **self._settings,
        }

    async def _check_topic(self, consumer: AIOKafkaConsumer) -> None:
        topics = await asyncio.wait_for(consumer.topics(), self._timing.answer)
        if not self.joined.is_set() and self._address.topic not in topics:
            raise MonitorError(f"{self._address}: no such topic, or not for us to read")

    async def _fetch(
        self, consumer: AIOKafkaConsumer, tenure: Tenure, watch: "asyncio.Task[None]"
    ) -> None:
        nothing = TopicPartition(self._address.topic, -1)
        while not watch.done():
            await self._wait_for_room()
            places = tenure.places
            # Something is asked for even where nothing is ours yet: that is how errors come out.
            wait = 100 if places else 10
            try:
                found = await asyncio.wait_for(
                    consumer.getmany(*places, nothing, timeout_ms=wait, max_records=MOST_RECORDS),
                    3 * self._timing.stalled,
                )
            except OffsetOutOfRangeError as error:
                await self._begin_again(consumer, error)
                continue
            self.joined.set()
            self._keep(found, places, tenure)
        watch.result()

    def _keep(self, found: Found, places: Mapping[TopicPartition, Place], tenure: Tenure) -> None:
        """Nothing is awaited here: no tenure ends between the look at it and the handing over."""
        mine = {one: records for one, records in found.items() if places[one] == tenure.place(one)}
        chunks = [Chunk(places[one], converted(records)) for one, records in mine.items()]
        if chunks:
            self._buffer.put(chunks)
        if not self._warned and any(senders_time(records) for records in mine.values()):
            self._warned = True
            log.warning("%s: %s", self._address, SENDERS_TIME)

    async def _wait_for_room(self) -> None:
        while self._buffer.full:
            self.room.clear()
            with suppress(TimeoutError):
                await asyncio.wait_for(self.room.wait(), 1)

    async def _begin_again(self, consumer: AIOKafkaConsumer, error: OffsetOutOfRangeError) -> None:
        """Records that the store wants were removed, or the topic was made anew."""
        for partition, wanted in error.args[0].items():
            first = (await consumer.beginning_offsets([partition]))[partition]
            log.warning(
                "%s, partition %d: offset %d is not there; reading on from %d, the first that is",
                self._address,
                partition.partition,
                wanted,
                first,
            )
            consumer.seek(partition, first)

    async def _watch(self, consumer: AIOKafkaConsumer, tenure: Tenure) -> None:
        progress = Progress(self._timing.stalled)
        while True:
            await asyncio.sleep(self._timing.looks)
            mine = list(tenure.places)
            fetched, ends = await self._look(consumer, mine)
            if ends is not None:
                self.waiting = {
                    place: (tenure.begun[place], ends[one])
                    for one, place in tenure.places.items()
                    if one in ends
                }
            now = time.monotonic()
            if self._buffer.full:
                progress.held(now)
            elif progress.stalled(
                now,
                {one.partition: offset for one, offset in fetched.items()},
                None if ends is None else {one.partition: end for one, end in ends.items()},
            ):
                raise Stalled
            await self._tell(consumer, tenure)

    async def _look(
        self, consumer: AIOKafkaConsumer, mine: list[TopicPartition]
    ) -> tuple[dict[TopicPartition, int], dict[TopicPartition, int] | None]:
        try:
            ends = await asyncio.wait_for(consumer.end_offsets(mine), self._timing.stalled)
            fetched = {one: await asyncio.wait_for(consumer.position(one), 1) for one in mine}
        except IllegalStateError:
            return {}, {}
        except (KafkaError, OSError):
            return {}, None
        return fetched, ends

    async def _tell(self, consumer: AIOKafkaConsumer, tenure: Tenure) -> None:
        places = tenure.places
        done = {one: self.done[place] for one, place in places.items() if place in self.done}
        self.done = {
            place: offset for place, offset in self.done.items() if place in places.values()
        }
        if done:
            with suppress(KafkaError, OSError):
                await asyncio.wait_for(consumer.commit(done), self._timing.looks)
