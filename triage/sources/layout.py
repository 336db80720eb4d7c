"""Where a stream's bytes lie: blocks turned into byte ranges, and reading through them."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from msgspec import Struct

from triage.content import Content, Unexamined
from triage.reasons import Reason
from triage.sources.tsk_node import Run


class Extent(Struct, frozen=True):
    """``length`` bytes from ``start`` of the stream lie at ``offset`` of the source.

    A null ``offset`` is a hole, which reads as zeros.
    """

    start: int
    length: int
    offset: int | None


def extents(
    runs: Iterable[Run], block_size: int, base: int, size: int, zero_filled: bool
) -> tuple[Extent, ...]:
    """The byte ranges of a stream of ``size`` bytes, in order, without overlaps.

    ``base`` is the volume's offset in the source. ext runs past the end of the file (its indirect
    blocks' reach) are cut off. What no run covers is a hole where the file system is
    ``zero_filled`` (ext leaves trailing holes out), else it is left out and cannot be read.
    """
    placed: list[Extent] = []
    end = 0
    for run in sorted(runs, key=lambda run: run.offset):
        start = max(run.offset * block_size, end)
        stop = min((run.offset + run.length) * block_size, size)
        if stop <= start:
            continue
        if start > end and zero_filled:
            placed.append(Extent(end, start - end, None))
        within = start - run.offset * block_size
        offset = None if run.sparse else base + run.address * block_size + within
        placed.append(Extent(start, stop - start, offset))
        end = stop
    if zero_filled and end < size:
        placed.append(Extent(end, size - end, None))
    return tuple(placed)


def stored(placed: Sequence[Extent]) -> tuple[tuple[int, int], ...]:
    """(offset, length) in the source of what is not a hole, neighbours joined."""
    joined: list[tuple[int, int]] = []
    for extent in placed:
        if extent.offset is None:
            continue
        if joined and sum(joined[-1]) == extent.offset:
            joined[-1] = (joined[-1][0], joined[-1][1] + extent.length)
        else:
            joined.append((extent.offset, extent.length))
    return tuple(joined)


def covered(placed: Sequence[Extent]) -> int:
    """How many bytes of the stream can be read, holes included."""
    return sum(extent.length for extent in placed)


class LaidOut:
    """A stream read straight from the source through its extents."""

    def __init__(self, source: Content, size: int, placed: Sequence[Extent]) -> None:
        self._source = source
        self._size = size
        self._placed = placed
        self._starts = [extent.start for extent in placed]
        self.allocated_bytes = sum(length for _, length in stored(placed))

    @property
    def size(self) -> int:
        """Length in bytes, holes included."""
        return self._size

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, holes as zeros; raises ``Unexamined`` where no run covers it."""
        end = min(offset + length, self._size)
        pieces: list[bytes] = []
        while offset < end:
            extent = self._at(offset)
            within = offset - extent.start
            wanted = min(end - offset, extent.length - within)
            if extent.offset is None:
                pieces.append(bytes(wanted))
            else:
                pieces.append(self._stored(extent.offset + within, wanted, offset))
            offset += wanted
        return pieces[0] if len(pieces) == 1 else b"".join(pieces)

    def _at(self, offset: int) -> Extent:
        number = bisect_right(self._starts, offset) - 1
        if number >= 0:
            extent = self._placed[number]
            if offset < extent.start + extent.length:
                return extent
        raise Unexamined(Reason.UNREADABLE, f"no storage is recorded for byte {offset}")

    def _stored(self, where: int, length: int, offset: int) -> bytes:
        data = self._source.read(where, length)
        if len(data) < length:
            detail = f"byte {offset + len(data)} lies beyond the end of the source"
            raise Unexamined(Reason.UNREADABLE, detail)
        return data
