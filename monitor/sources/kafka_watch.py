"""Now and then a look at where partitions end: for the lag, and for stalls nobody reports."""

import asyncio
import time
from contextlib import suppress

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.errors import IllegalStateError, KafkaError

from monitor.records import Place
from monitor.sources.kafka_buffer import Buffer
from monitor.sources.kafka_progress import Progress
from monitor.sources.kafka_settings import Timing
from monitor.sources.kafka_tenure import Tenure

Offsets = dict[TopicPartition, int]


class Stalled(Exception):
    """A consumer that does not get on."""


class Known:
    """What is known of the partitions held, for other threads to read."""

    def __init__(self) -> None:
        self.done: dict[Place, int] = {}
        """Where what the engine is done with ends: told to the brokers for their lag tools only."""
        self.waiting: dict[Place, tuple[int, int]] = {}
        """Where each was begun, and where it ends."""


async def watch(
    consumer: AIOKafkaConsumer, tenure: Tenure, buffer: Buffer, known: Known, timing: Timing
) -> None:
    """Look for ever; raises ``Stalled``."""
    progress = Progress(timing.stalled)
    while True:
        await asyncio.sleep(timing.looks)
        fetched, ends = await _look(consumer, list(tenure.places), timing)
        if ends is not None:
            known.waiting = {
                place: (tenure.begun[place], ends[one])
                for one, place in tenure.places.items()
                if one in ends
            }
        if buffer.full:
            progress.held(time.monotonic())
        elif progress.stalled(time.monotonic(), fetched, ends):
            raise Stalled
        await _tell(consumer, tenure.places, known, timing)


async def _look(
    consumer: AIOKafkaConsumer, mine: list[TopicPartition], timing: Timing
) -> tuple[Offsets, Offsets | None]:
    """How far was fetched, and where it ends; the latter null where the brokers do not say."""
    try:
        async with asyncio.timeout(timing.stalled):
            ends = await consumer.end_offsets(mine)
            fetched = {one: await consumer.position(one) for one in mine}
    except IllegalStateError:
        # A rebalance came between: they are not ours any more.
        return {}, {}
    except (KafkaError, OSError):
        return {}, None
    return fetched, ends


async def _tell(
    consumer: AIOKafkaConsumer, places: dict[TopicPartition, Place], known: Known, timing: Timing
) -> None:
    done = {one: known.done[place] for one, place in places.items() if place in known.done}
    known.done = {place: known.done[place] for place in places.values() if place in known.done}
    if done:
        with suppress(KafkaError, OSError):
            async with asyncio.timeout(timing.stalled):
                await consumer.commit(done)
