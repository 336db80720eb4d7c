"""Splitting bytes into lines as they arrive; of an overlong line only the beginning is held."""

from typing import NamedTuple

from monitor.event import MOST_BYTES


class Line(NamedTuple):
    """One line: where it begins, its bytes without the end, and its whole length with it."""

    offset: int
    content: bytes
    length: int


class Splitter:
    """Lines of a stream that is fed in pieces of any size. Offsets count bytes."""

    def __init__(self, start: int = 0) -> None:
        self._offset, self._held, self._passed = start, b"", 0

    def feed(self, piece: bytes) -> list[Line]:
        """The lines that a piece completes, blank ones left out."""
        *whole, rest = piece.split(b"\n")
        lines = [line for end in whole if (line := self._ended(end)) is not None]
        self._hold(rest)
        return lines

    def finish(self) -> list[Line]:
        """The last line, where the stream does not end with a line's end."""
        if not self._held:
            return []
        line = self._ended(b"", ending=0)
        return [line] if line is not None else []

    @property
    def offset(self) -> int:
        """Where the line begins that is not complete yet."""
        return self._offset

    def _hold(self, rest: bytes) -> None:
        room = MOST_BYTES + 1 - len(self._held)
        self._held += rest[: max(room, 0)]
        self._passed += max(len(rest) - max(room, 0), 0)

    def _ended(self, rest: bytes, ending: int = 1) -> Line | None:
        self._hold(rest)
        begun, length = self._offset, len(self._held) + self._passed + ending
        # the beginning of an overlong line stays as it is: it must be seen to be overlong
        content = self._held if self._passed else self._held.rstrip(b"\r")
        blank = not self._passed and not content.strip()
        self._offset, self._held, self._passed = begun + length, b"", 0
        return None if blank else Line(begun, content, length)
