"""Events from Kafka, read from where the store says, by as many monitors as there are.

Delivery is at-least-once: what the store did not keep is read again. Exactly one of two owners of
a partition can keep anything, whatever the brokers believe: the store refuses the older one.
"""

import os
from collections.abc import Mapping
from typing import NoReturn

from monitor.errors import MonitorError
from monitor.kafka.address import Address, parse_address
from monitor.kafka.loop import PATIENCE, Loop
from monitor.kafka.security import Security, connection, read_security
from monitor.records import Batch, Place
from monitor.sources.base import MOST_RECORDS, Positions
from monitor.sources.kafka_buffer import Buffer
from monitor.sources.kafka_consumer import Fetching
from monitor.sources.kafka_settings import Timing


class KafkaSource:
    """Made by ``open_kafka``. It ends by itself only where it was told to."""

    def __init__(
        self, address: Address, positions: Positions, security: Security, timing: Timing, end: bool
    ) -> None:
        settings = connection(security)
        self._topic, self._timing = address.topic, timing
        self._loop = Loop("kafka-consumer")
        self._buffer = Buffer(self._room)
        self._fetching = Fetching(address, settings, positions, self._buffer)
        self._running = self._loop.begin(self._fetching.run(timing, end))
        self._running.add_done_callback(lambda _: self._buffer.end())
        self._taken: dict[Place, int] = {}

    @property
    def topic(self) -> str:
        """The topic, which positions are kept under."""
        return self._topic

    def take(self, wait: float) -> Batch | None:
        """At most 1000 records of any of our partitions, waiting so many seconds; null at the end.

        That it is called says that the batch before is kept. Raises ``MonitorError`` where the
        store failed at taking a partition over; a lost broker is waited for instead.
        """
        self._fetching.known.done.update(self._taken)
        batch = self._buffer.take(wait, MOST_RECORDS)
        if batch is None and self._loop.running and self._running.done():
            self._ended()
        self._taken = batch.next if batch is not None else {}
        return batch

    def refused(self) -> None:
        """The store kept nothing of the batch taken last: read again what of it is still ours."""
        refused, self._taken = self._taken, {}
        self._loop.do(self._fetching.refused(refused, 2 * self._timing.session))

    def ends(self) -> Mapping[int, int]:
        """Where the partitions ended at the first look; empty where reading is not to end."""
        return self._fetching.ends

    def lag(self) -> int | None:
        """Records of our partitions that were not taken yet; null before the brokers said."""
        waiting = self._fetching.known.waiting
        if not waiting:
            return None
        taken = {**self._fetching.known.done, **self._taken}
        return sum(max(0, end - taken.get(one, begun)) for one, (begun, end) in waiting.items())

    @property
    def restarts(self) -> int:
        """How often the consumer was begun anew."""
        return self._fetching.restarts

    def wait_until_joined(self) -> None:
        """Return when the group gave us our share; raises ``MonitorError`` where it cannot."""
        while not self._fetching.joined.wait(0.05):
            if self._running.done():
                self._running.result()

    def close(self) -> None:
        """Leave the group, so that others take over at once; safe to do twice."""
        self._buffer.end()
        if self._loop.running:
            self._loop.do(self._fetching.stop(PATIENCE))
            self._loop.close()

    def _ended(self) -> NoReturn:
        """Nobody closed us: an end that is no end of the stream is never to look like one."""
        if not self._running.cancelled():
            self._running.result()
        raise MonitorError(f"kafka topic {self._topic}: reading has ended without a reason")

    def _room(self) -> None:
        self._loop.soon(self._fetching.room)


def open_kafka(
    url: str,
    positions: Positions,
    security: Security | None = None,
    until_end: bool = False,
    timing: Timing | None = None,
) -> KafkaSource:
    """A source that has joined its group; raises ``MonitorError``, in a line that says why not.

    Security is what the environment says where it is not given. ``until_end``: end where the topic
    ends now.
    """
    address = parse_address(url)
    known = read_security(None, os.environ) if security is None else security
    source = KafkaSource(address, positions, known, timing or Timing(), until_end)
    try:
        source.wait_until_joined()
    except MonitorError:
        source.close()
        raise
    return source
