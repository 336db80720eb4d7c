"""Lines of JSON, from a file or from standard input: one event a line."""

import hashlib
import os
import select
from collections import deque
from collections.abc import Mapping
from pathlib import Path

from monitor.errors import MonitorError
from monitor.event import MOST_BYTES
from monitor.records import Batch, Coordinates, Place, Record
from monitor.sources.base import MOST_RECORDS, Positions
from monitor.sources.splitting import Line, Splitter

PIECE = 1 << 18


class Lines:
    """A source of lines that ends with them. Offsets are of bytes; ``size`` is null for a pipe.

    What is appended to a file later is not read: its digest does not cover it.
    """

    def __init__(self, descriptor: int, place: Place, start: int, size: int | None) -> None:
        self._descriptor, self._place, self._size = descriptor, place, size
        self._splitter = Splitter(start)
        self._waiting: deque[Line] = deque()
        self._read_to, self._next, self._ended = start, start, False

    @property
    def topic(self) -> str:
        """``file:`` and a digest, or ``stdin:`` and a name."""
        return self._place.topic

    def take(self, wait: float) -> Batch | None:
        """The next lines, as many as have arrived; null at the end."""
        while not self._waiting and not self._ended:
            if self._size is None and not select.select([self._descriptor], [], [], wait)[0]:
                return Batch([], {})
            self._read()
        count = min(MOST_RECORDS, len(self._waiting))
        lines = [self._waiting.popleft() for _ in range(count)]
        if not lines:
            return None
        self._next = lines[-1].offset + lines[-1].length
        return Batch([self._record(line) for line in lines], {self._place: self._next})

    def _read(self) -> None:
        room = PIECE if self._size is None else min(PIECE, self._size - self._read_to)
        piece = os.read(self._descriptor, room)
        self._read_to += len(piece)
        self._ended = not piece
        self._waiting += self._splitter.feed(piece) if piece else self._splitter.finish()

    def _record(self, line: Line) -> Record:
        at = Coordinates(self._place.topic, self._place.partition, line.offset)
        return Record(
            at, None, line.content, oversize=line.length if len(line.content) > MOST_BYTES else None
        )

    def refused(self) -> None:
        """Nobody else may read the same file at the same time: raises ``MonitorError``."""
        raise MonitorError("another process reads the same lines: this one gives way")

    def ends(self) -> Mapping[int, int]:
        """Where the last line ends that was handed over; nothing for standard input.

        What is blank after it is no line.
        """
        return {} if self._size is None else {self._place.partition: self._next}

    def lag(self) -> int | None:
        """Bytes that are still to be read; null for standard input."""
        if self._size is None:
            return None
        return self._size - self._next if self._waiting or not self._ended else 0

    def close(self) -> None:
        """Close the file; standard input is not ours to close."""
        if self._size is not None and self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def open_file(path: Path, positions: Positions) -> Lines:
    """A file's lines from where the store says; raises ``MonitorError``.

    A file is named by its digest, so that a run that was broken off goes on where it was, and a
    file that was read before is known whatever it is called now.
    """
    try:
        with path.open("rb") as stream:
            digest = hashlib.file_digest(stream, "sha256").hexdigest()
            size = stream.tell()
            place, start = positions.take_over(f"file:{digest}", 0)
            stream.seek(start)
            return Lines(os.dup(stream.fileno()), place, start, size)
    except OSError as error:
        raise MonitorError(f"cannot read {path}: {error.strerror}") from None


def open_standard_input(descriptor: int, positions: Positions, name: str) -> Lines:
    """Standard input's lines. ``name`` is new each time: nobody can go back in it."""
    place, _ = positions.take_over(f"stdin:{name}", 0)
    return Lines(descriptor, place, 0, None)
