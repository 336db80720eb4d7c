"""Where a raw image has no data at all: a hole of a sparse file reads as zeros, unread."""

from triage.content import Content
from triage.sources.medium import stored_from


class Holes:
    """The holes of a medium, the one met last remembered; none where nothing tells of them."""

    def __init__(self, medium: Content) -> None:
        self._medium = medium
        self._start = self._end = 0

    def covers(self, start: int, end: int) -> bool:
        """Whether all bytes from ``start`` to ``end`` lie in holes."""
        if not self._start <= start < self._end:
            self._start, self._end = start, stored_from(self._medium, start)
        return end <= self._end
