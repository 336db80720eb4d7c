"""A simulated stream to a topic, keyed by person."""

import os
from collections.abc import Sequence

from monitor.delivery.kafka import Message, open_producer
from monitor.kafka.address import parse_address
from monitor.kafka.security import read_security
from monitor.simulate.writing import Written


class ToKafka:
    """Sends to ``kafka://HOST:PORT/TOPIC``; raises ``MonitorError`` where nobody answers."""

    def __init__(self, url: str) -> None:
        self._topic = parse_address(url).topic
        self._producer = open_producer(url, read_security(None, os.environ))

    def write(self, events: Sequence[Written]) -> None:
        """Returns when all are acknowledged."""
        self._producer.send(
            [Message(self._topic, event.person.encode(), event.line.encode()) for event in events]
        )

    def close(self) -> None:
        """Let go of the cluster."""
        self._producer.close()
