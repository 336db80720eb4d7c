"""Reading a source a second time, at coordinates or all of it: positions are not touched."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO, Protocol

from monitor.errors import MonitorError
from monitor.event import MOST_BYTES
from monitor.records import Coordinates, Record
from monitor.sources.splitting import Line, Splitter

PIECE = 1 << 18
KAFKA = "kafka://"


class Again(Protocol):
    """A source that can be read again."""

    topic: str

    def at(self, wanted: Iterable[Coordinates]) -> Iterator[Record]:
        """What stands at the coordinates, as far as it still does, in their order."""
        ...

    def every(self) -> Iterator[Record]:
        """Everything up to where the source ends now."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...


class FileAgain:
    """A file of lines. Raises ``MonitorError`` where it cannot be read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        try:
            self._stream: BinaryIO = path.open("rb")
            digest = hashlib.file_digest(self._stream, "sha256").hexdigest()
        except OSError as error:
            raise MonitorError(f"cannot read {path}: {error.strerror}") from None
        self.topic = f"file:{digest}"

    def at(self, wanted: Iterable[Coordinates]) -> Iterator[Record]:
        """One line each."""
        for one in sorted(wanted):
            line = next(self._lines(one.offset), None)
            if line is not None and line.offset == one.offset:
                yield self._record(line)

    def every(self) -> Iterator[Record]:
        """All lines."""
        return map(self._record, self._lines(0))

    def close(self) -> None:
        """Close the file."""
        self._stream.close()

    def _lines(self, start: int) -> Iterator[Line]:
        splitter = Splitter(start)
        self._stream.seek(start)
        while piece := self._stream.read(PIECE):
            yield from splitter.feed(piece)
        yield from splitter.finish()

    def _record(self, line: Line) -> Record:
        at = Coordinates(self.topic, 0, line.offset)
        oversize = line.length if len(line.content) > MOST_BYTES else None
        return Record(at, None, line.content, oversize=oversize)


def open_again(source: str) -> Again:
    """The source that was named; raises ``MonitorError``."""
    if source.startswith(KAFKA):
        from monitor.sources.kafka_again import open_kafka_again  # noqa: PLC0415 - with a broker

        return open_kafka_again(source)
    if source == "-":
        raise MonitorError("standard input cannot be read again: keep it in a file, and name that")
    return FileAgain(Path(source))
