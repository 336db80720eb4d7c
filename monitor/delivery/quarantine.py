"""Telling of quarantined records: coordinates and reason, at least once, never content."""

import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from monitor.delivery.json_lines import JsonLines
from monitor.errors import MonitorError
from monitor.quarantined import Quarantined
from monitor.store.opening import Store
from monitor.store.set_aside import note_told, untold

AT_ONCE = 500
TICK = 1.0
"""Seconds between two looks for what nobody was told of."""

Trouble = Callable[[MonitorError], None]


class Sink(Protocol):
    """Somewhere quarantined records are told."""

    name: str

    def send(self, records: Sequence[Quarantined]) -> None:
        """Tell, and return when it is certain; raises ``MonitorError``."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class FileSink:
    """A file of JSON lines that only grows, or standard output."""

    def __init__(self, path: Path | None) -> None:
        self._lines = JsonLines(path)
        self.name = self._lines.name

    def send(self, records: Sequence[Quarantined]) -> None:
        """Append, and see it on the disk."""
        self._lines.append(b"".join(msgspec.json.encode(one) + b"\n" for one in records))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()


class TopicSink:
    """A Kafka topic; the key is the topic that the record was read from."""

    def __init__(self, url: str) -> None:
        from monitor.delivery.kafka import open_producer  # noqa: PLC0415 - only with a broker

        self.name = f"kafka:{url}"
        self._producer = open_producer(url)

    def send(self, records: Sequence[Quarantined]) -> None:
        """Send, and see it acknowledged."""
        from monitor.delivery.kafka import Message  # noqa: PLC0415 - only with a broker

        topic = self._producer.address.topic
        self._producer.send(
            [Message(topic, one.topic.encode(), msgspec.json.encode(one)) for one in records]
        )

    def close(self) -> None:
        """Let go of the cluster."""
        self._producer.close()


def open_sink(address: str) -> Sink:
    """The sink at an address; raises ``MonitorError``."""
    if address.startswith("kafka://"):
        return TopicSink(address)
    if "://" in address:
        raise MonitorError(f"quarantined records are not sent to {address}: kafka:// or a file")
    return FileSink(None if address == "-" else Path(address))


def tell(store: Store, sinks: Sequence[Sink]) -> int:
    """Tell every sink of some that nobody was told of; how many. Raises ``MonitorError``."""
    with store.reading() as connection:
        found = untold(connection, AT_ONCE)
    if not found:
        return 0
    for sink in sinks:
        sink.send([one.record for one in found])
    with store.writing() as connection:
        note_told(connection, found)
    return len(found)


@contextmanager
def telling(store: Store, sinks: Sequence[Sink], trouble: Trouble) -> Iterator[None]:
    """Tell beside the stream, and in the end all that is left; a sink that fails is tried again."""
    if not sinks:
        yield
        return
    over = threading.Event()
    thread = threading.Thread(
        target=_tell_on, args=(store, sinks, trouble, over), name="quarantine", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()
        for sink in sinks:
            sink.close()


def _tell_on(store: Store, sinks: Sequence[Sink], trouble: Trouble, over: threading.Event) -> None:
    last = False
    while not last:
        last = over.wait(TICK)
        try:
            while tell(store, sinks):
                pass
        except MonitorError as error:
            trouble(error)
