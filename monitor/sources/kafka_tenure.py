"""Partitions as the group gives and takes them: each is the store's before it is read."""

import asyncio
import logging
from collections.abc import Callable, Coroutine
from typing import Any

from aiokafka import AIOKafkaConsumer, ConsumerRebalanceListener, TopicPartition

from monitor.errors import MonitorError, Unavailable
from monitor.records import Place
from monitor.sources.base import Positions
from skerry import SkerryError

log = logging.getLogger(__name__)

PAUSE = 1.0
"""Seconds between two tries at a store that cannot be reached."""


class Tenure(ConsumerRebalanceListener):  # type: ignore[misc]
    """The partitions held now. Lives on the consumer's loop.

    Taking over goes on beside the rebalance, not within it: aiokafka sends no heartbeat before its
    listener has returned, and a store may take longer than a session lasts.
    """

    def __init__(
        self,
        consumer: AIOKafkaConsumer,
        positions: Positions,
        revoked: Callable[[], None],
        failed: Callable[[MonitorError], None],
    ) -> None:
        self._consumer, self._positions = consumer, positions
        self._revoked, self._failed = revoked, failed
        self._places: dict[TopicPartition, Place] = {}
        self.begun: dict[Place, int] = {}
        """Where the store said to begin."""
        self._work: asyncio.Task[None] | None = None

    @property
    def places(self) -> dict[TopicPartition, Place]:
        """What may be read, as of now."""
        return dict(self._places)

    async def on_partitions_revoked(self, revoked: set[TopicPartition]) -> None:  # noqa: ARG002
        """All partitions are given back at each rebalance; sticky ones come again."""
        self.end()

    async def on_partitions_assigned(self, assigned: set[TopicPartition]) -> None:
        """Nothing is fetched of them before the store has said from where."""
        self.end()
        self._consumer.pause(*assigned)
        self._work = asyncio.create_task(self._guarded(self._take_over(sorted(assigned))))

    def hold(self, partition: TopicPartition, place: Place, offset: int) -> None:
        """From now on what is fetched of it is handed over."""
        self._places[partition], self.begun[place] = place, offset

    def again(self, delay: float) -> None:
        """Take over once more what the group says is ours, if it still says so after a while."""
        assigned = sorted(self._consumer.assignment())
        self.end()
        if assigned:
            self._consumer.pause(*assigned)
            self._work = asyncio.create_task(self._guarded(self._take_over(assigned, delay)))

    def end(self) -> None:
        """Hold nothing any more."""
        if self._work is not None:
            self._work.cancel()
            self._work = None
        self._places.clear()
        self.begun.clear()
        self._revoked()

    async def _guarded(self, work: Coroutine[Any, Any, None]) -> None:
        try:
            await work
        except MonitorError as error:
            self._failed(error)
        except SkerryError as error:
            self._failed(MonitorError(str(error)))

    async def _take_over(self, partitions: list[TopicPartition], delay: float = 0) -> None:
        await asyncio.sleep(delay)
        for one in partitions:
            place, offset = await self._owned(one)
            self._consumer.seek(one, offset)
            self._consumer.resume(one)
            self.hold(one, place, offset)

    async def _owned(self, one: TopicPartition) -> tuple[Place, int]:
        """Ask the store, again and again while it cannot be reached: it may be being restarted."""
        while True:
            try:
                return await asyncio.to_thread(self._positions.take_over, one.topic, one.partition)
            except Unavailable as error:
                log.warning("%s/%d is not taken over yet: %s", one.topic, one.partition, error)
                await asyncio.sleep(PAUSE)
