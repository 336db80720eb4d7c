"""Alerts to a Kafka topic: one message a revision, keyed by person, which keeps their order."""

from collections.abc import Sequence

import msgspec

from monitor.delivery.base import DeliveryError, Notice
from monitor.delivery.kafka import Message, Producer, open_producer
from monitor.errors import MonitorError


class AlertsTopic:
    """A topic such as ``skerry.alerts``. The same (id, revision) may be sent again."""

    def __init__(self, producer: Producer) -> None:
        self.name = str(producer.address)
        self._producer = producer

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Send, and see it acknowledged; raises ``DeliveryError``."""
        topic = self._producer.address.topic
        messages = [
            Message(topic, notice.alert.person.encode(), msgspec.json.encode(notice.alert))
            for notice in notices
        ]
        try:
            self._producer.send(messages)
        except MonitorError as error:
            raise DeliveryError(str(error)) from None

    def close(self) -> None:
        """Let go of the cluster."""
        self._producer.close()


def open_alerts_topic(url: str) -> AlertsTopic:
    """The topic at a ``kafka://`` address; raises ``MonitorError``."""
    return AlertsTopic(open_producer(url))
