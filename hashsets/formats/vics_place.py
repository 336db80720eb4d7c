"""Where in a VICS document reading stands."""

import io
from typing import Any, BinaryIO

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.json_items import Start
from hashsets.formats.vics_plain import read_plainly


class Place(msgspec.Struct):
    """A list of media objects, and how many of its elements have been read."""

    is_case: bool
    number: int = 0

    @property
    def position(self) -> str:
        """The next element."""
        return self.at(self.number)

    @property
    def last(self) -> str:
        """The element before."""
        return self.at(self.number - 1) if self.number else "the start"

    def at(self, number: int) -> str:
        """One element."""
        return f"value[0].Media[{number}]" if self.is_case else f"value[{number}]"

    def plainly(self, rest: bytes, stream: BinaryIO) -> Read:
        """The rest of the document, read plainly: ``rest``, then the stream."""
        prefix = b'{"value":[{"Media":[' if self.is_case else b'{"value":['
        start = Start(0, self.number) if self.is_case else Start(self.number)
        return read_plainly(io.BufferedReader(Rest(prefix + rest, stream)), start, self.last)


class Rest(io.RawIOBase):
    """A few bytes, and then what is left of a stream."""

    def __init__(self, first: bytes, stream: BinaryIO) -> None:
        self._first, self._stream = first, stream

    def readable(self) -> bool:
        """It is."""
        return True

    def readinto(self, buffer: Any, /) -> int:  # noqa: ANN401 - typed collections.abc.Buffer from 3.12
        """The next bytes."""
        into = memoryview(buffer).cast("B")
        taken = self._first[: len(into)] or self._stream.read(len(into))
        self._first = self._first[len(into) :]
        into[: len(taken)] = taken
        return len(taken)
