"""What was fetched and not yet taken: a bounded queue between two threads."""

import threading
from collections import deque
from collections.abc import Callable, Iterable
from typing import NamedTuple

from monitor.errors import MonitorError
from monitor.records import Batch, Place, Record

MOST_RECORDS, MOST_BYTES = 12_000, 32 << 20
"""Where either is reached nothing more is fetched. One fetch may still go beyond."""


class Chunk(NamedTuple):
    """Records of one partition, in order, as one tenure of it fetched them."""

    place: Place
    records: list[Record]

    @property
    def size(self) -> int:
        """Bytes of the values."""
        return sum(len(record.value) for record in self.records)


class Buffer:
    """Thread-safe. ``room`` is called whenever something was taken out."""

    def __init__(self, room: Callable[[], None]) -> None:
        self._chunks: deque[Chunk] = deque()
        self._changed = threading.Condition()
        self._room = room
        self._records = self._bytes = 0
        self._failure: MonitorError | None = None
        self._ended = self._finished = False

    @property
    def full(self) -> bool:
        """Whether fetching should wait."""
        return self._records >= MOST_RECORDS or self._bytes >= MOST_BYTES

    def put(self, chunks: Iterable[Chunk]) -> None:
        """Add what was fetched."""
        with self._changed:
            for chunk in chunks:
                self._chunks.append(chunk)
                self._count(chunk, 1)
            self._changed.notify()

    def drop(self) -> None:
        """Forget everything: what was fetched under an earlier tenure would not be kept anyway."""
        with self._changed:
            self._chunks.clear()
            self._records = self._bytes = 0
            self._finished = False
        self._room()

    def fail(self, failure: MonitorError) -> None:
        """Have it raised by ``take`` from now on."""
        with self._changed:
            self._failure = failure
            self._changed.notify()

    def finish(self) -> None:
        """All has come that was to come, unless it is dropped and fetched again."""
        with self._changed:
            self._finished = True
            self._changed.notify()

    def end(self) -> None:
        """Nothing will come any more; what waits is left."""
        with self._changed:
            self._ended = True
            self._changed.notify()

    def take(self, wait: float, most: int) -> Batch | None:
        """At most so many records; null at the end; raises what it was failed with."""
        with self._changed:
            self._changed.wait_for(self._settled, wait)
            if self._failure is not None:
                raise self._failure
            if self._ended or (self._finished and not self._chunks):
                return None
            batch = self._batch(most)
        self._room()
        return batch

    def _settled(self) -> bool:
        return bool(self._chunks or self._failure or self._ended or self._finished)

    def _batch(self, most: int) -> Batch:
        records: list[Record] = []
        following: dict[Place, int] = {}
        while self._chunks and len(records) < most:
            chunk = self._chunks.popleft()
            self._count(chunk, -1)
            chunk, rest = self._split(chunk, most - len(records))
            if rest is not None:
                self._chunks.appendleft(rest)
                self._count(rest, 1)
            records += chunk.records
            following[chunk.place] = chunk.records[-1].at.offset + 1
        return Batch(records, following)

    @staticmethod
    def _split(chunk: Chunk, most: int) -> tuple[Chunk, Chunk | None]:
        if len(chunk.records) <= most:
            return chunk, None
        first, rest = chunk.records[:most], chunk.records[most:]
        return Chunk(chunk.place, first), Chunk(chunk.place, rest)

    def _count(self, chunk: Chunk, sign: int) -> None:
        self._records += sign * len(chunk.records)
        self._bytes += sign * chunk.size
