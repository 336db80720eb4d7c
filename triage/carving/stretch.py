"""The bytes from one place on, as far as a format may look, with a bound on the work."""

from triage.content import Content, Unexamined

LEAST = 4096
"""Bytes that every read counts for at least."""


class Exhausted(Exception):
    """A file took more reading than it may."""


class Allowance:
    """``size`` bytes that may be read, of which ``used`` were."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.used = 0

    def take(self, length: int) -> None:
        """Use up ``length`` bytes. Raises ``Exhausted`` where there are none left."""
        left = self.size - self.used
        self.used += min(max(length, LEAST), left)
        if left < max(length, LEAST):
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
