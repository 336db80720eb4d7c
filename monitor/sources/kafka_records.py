"""A consumer's records as the monitor's own."""

from collections.abc import Sequence

from aiokafka import ConsumerRecord

from monitor.event import MOST_BYTES
from monitor.records import Coordinates, Record

LOG_APPEND_TIME = 1
"""KIP-32: the time is when the broker wrote the record; otherwise it is what its sender said."""


def converted(records: Sequence[ConsumerRecord]) -> list[Record]:
    """The same records. Of one that is too long only the beginning is kept."""
    return [_converted(record) for record in records]


def _converted(record: ConsumerRecord) -> Record:
    at = Coordinates(record.topic, record.partition, record.offset)
    received = record.timestamp * 1000 if record.timestamp and record.timestamp > 0 else None
    value = record.value if record.value is not None else b""
    if len(value) <= MOST_BYTES:
        return Record(at, record.key, value, received)
    return Record(at, record.key, value[: MOST_BYTES + 1], received, len(value))


def senders_time(records: Sequence[ConsumerRecord]) -> bool:
    """Whether the times are of the senders' clocks."""
    return bool(records) and records[0].timestamp_type != LOG_APPEND_TIME
