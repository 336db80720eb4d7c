"""Where a stream is written, and how fast."""

import sys
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Protocol

from monitor.errors import MonitorError
from monitor.simulate.writing import Written

KAFKA = "kafka://"
TICK = 0.05
"""Seconds between two portions of a stream that is written at a rate."""


class Output(Protocol):
    """Takes a stream's events in their order."""

    def write(self, events: Sequence[Written]) -> None:
        """Write some."""
        ...

    def close(self) -> None:
        """See that all are written."""
        ...


class Lines:
    """Lines of JSON."""

    def __init__(self, stream: BinaryIO, close: bool = True) -> None:
        self._stream, self._closes = stream, close

    def write(self, events: Sequence[Written]) -> None:
        """Write one line an event."""
        self._stream.write("".join([f"{event.line}\n" for event in events]).encode())

    def close(self) -> None:
        """Close the file; standard output is only flushed."""
        if self._closes:
            self._stream.close()
        else:
            self._stream.flush()


def open_output(name: str) -> Output:
    """``-`` for standard output, an address of Kafka, or a file; raises ``MonitorError``."""
    if name == "-":
        return Lines(sys.stdout.buffer, close=False)
    if name.startswith(KAFKA):
        from monitor.simulate.to_kafka import ToKafka  # noqa: PLC0415 - only where there is a broker

        return ToKafka(name)
    try:
        return Lines(Path(name).open("wb"))
    except OSError as error:
        raise MonitorError(f"cannot write {name}: {error.strerror}") from None


def paced(
    batches: Iterable[list[Written]],
    rate: float | None,
    clock: Callable[[], float] = time.monotonic,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[list[Written]]:
    """The same events, no more than ``rate`` a second, in even portions; null: as fast as it goes.

    What was late is made up for, so that the rate holds on the whole.
    """
    if rate is None:
        yield from batches
        return
    portion, begun, passed = max(int(rate * TICK), 1), clock(), 0
    for batch in batches:
        for first in range(0, len(batch), portion):
            wait = begun + passed / rate - clock()
            if wait > 0:
                sleep(wait)
            part = batch[first : first + portion]
            passed += len(part)
            yield part
