"""Where a raw image has no data at all: a hole of a sparse file reads as zeros, unread."""

import errno
import os
from collections.abc import Sequence

from triage.sources.plan import Segment

_NO_SUCH = errno.ENXIO
"""From ``SEEK_DATA``: no more data until the file ends (lseek(2))."""


class Holes:
    """The holes of an image's one segment; none where the file system cannot tell."""

    def __init__(self, segments: Sequence[Segment]) -> None:
        """``segments`` are a raw image's; of a split one no holes are told."""
        self._segment = segments[0] if len(segments) == 1 else None
        self._hole = (0, 0)
        self._data = (0, 0)

    def covers(self, start: int, end: int) -> bool:
        """Whether all bytes from ``start`` to ``end`` lie in one hole."""
        if self._segment is None:
            return False
        if (
            not self._hole[0] <= start < self._hole[1]
            and not self._data[0] <= start < self._data[1]
        ):
            self._look(self._segment, start)
        return self._hole[0] <= start and end <= self._hole[1]

    def _look(self, segment: Segment, start: int) -> None:
        """Find the stretch that ``start`` lies in; nobody minds where it leaves the descriptor."""
        try:
            data = os.lseek(segment.descriptor, start, os.SEEK_DATA)
        except OSError as error:
            if error.errno != _NO_SUCH:
                self._segment = None
                return
            data = segment.size
        if data > start:
            self._hole = (start, data)
            return
        try:
            self._data = (start, os.lseek(segment.descriptor, start, os.SEEK_HOLE))
        except OSError:
            self._segment = None
