"""The bytes from one place on, as far as a format may look, with a bound on the work."""

from triage.content import Content, Unexamined

LEAST = 4096
"""Bytes that every read counts for at least."""


class Exhausted(Exception):
    """A window took more reading than it may."""


class Allowance:
    """How many bytes may still be read; raises ``Exhausted`` where there are none left."""

    def __init__(self, size: int) -> None:
        self._left = size

    def take(self, length: int) -> None:
        """Use up ``length`` bytes."""
        self._left -= max(length, LEAST)
        if self._left < 0:
            raise Exhausted


class Stretch:
    """``length`` bytes of a medium from ``start`` on.

    Storage that cannot be read ends it early, so that what lies before is measured all the same.
    """

    def __init__(self, medium: Content, start: int, length: int, allowance: Allowance) -> None:
        self._medium = medium
        self._start = start
        self._allowance = allowance
        self.size = length

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, fewer at the end. Raises ``Exhausted``."""
        length = max(0, min(length, self.size - offset))
        if not length:
            return b""
        self._allowance.take(length)
        try:
            return self._medium.read(self._start + offset, length)
        except Unexamined:
            self.size = min(self.size, offset)
            return b""
