"""Carving one window of a source: files that begin in it, from left to right.

The rule is the same wherever windows begin: a file that is whole claims its bytes, and nothing that
begins in them is looked at; a fragment claims its bytes from other fragments only, since its
structure may have broken off where another file begins. What the files before a window claim is
therefore all that a window must be told (``Claimed``).
"""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from triage.carving.block_search import BlockSearch
from triage.carving.format import Format
from triage.carving.marks import Marks
from triage.carving.stretch import Allowance, Exhausted, Stretch
from triage.content import Content, Unexamined
from triage.ids import stamp_gap
from triage.reasons import Reason
from triage.records import Carved, Gap, KnownBlock
from triage.sources.medium import stored_from

WINDOW = 64 << 20
"""Bytes to a window; windows begin at multiples of it."""

CHUNK = 1 << 20
MOST_FOUND = 20_000
"""Files that one window may give; those beyond are a gap."""

MOST_READ = 8 << 30
"""Bytes that measuring the files of one window may read.

No file may read more than half of what is left, so that one made to use it up leaves enough for
those beside it.
"""

KEPT = 256
"""One in so many of these bytes is kept for each chunk to come, whatever those before it took."""

LEAST_READ = 1 << 20
"""Where no file of a chunk may read so many bytes, the rest of the chunk is a gap."""

_ZEROS = bytes(2 * CHUNK + 4096)


def is_zero(data: bytes) -> bool:
    """Whether there is nothing but zeros, at the speed of a comparison."""
    return not (data[0] or data[-1]) and data == _ZEROS[: len(data)]


class Claimed(NamedTuple):
    """Up to where whole files and fragments found so far reach, in bytes of the source."""

    whole: int = 0
    fragment: int = 0

    def with_found(self, found: Carved) -> "Claimed":
        """After one more file."""
        end = found.offset + found.length
        if found.complete:
            return Claimed(max(self.whole, end), self.fragment)
        return Claimed(self.whole, max(self.fragment, end))

    def admits(self, offset: int, complete: bool) -> bool:
        """Whether a file may begin at ``offset``."""
        return offset >= self.whole and (complete or offset >= self.fragment)


class Window:
    """``start`` to ``end`` of a source, of which the ``extents`` (start, end) are carved.

    Extents may reach beyond the window's end: so may a file that begins in it.
    """

    def __init__(
        self,
        source: int,
        volume: int,
        start: int,
        end: int,
        extents: Sequence[tuple[int, int]],
    ) -> None:
        self._source = source
        self._volume = volume
        self._start = start
        self._end = end
        self._extents = extents
        self._begins = [first for first, _ in extents]
        self._claimed = Claimed()
        self._found = 0
        self._left = MOST_READ

    def carve(
        self,
        medium: Content,
        formats: Sequence[Format],
        claimed: Claimed,
        blocks: BlockSearch | None = None,
    ) -> Iterator[Carved | KnownBlock | Gap]:
        """Files that begin in the window, by offset, and a gap for each part that was not carved.

        With ``blocks``, those of known files come too, wherever they lie.
        """
        self._claimed = claimed
        marks = Marks(formats)
        more = max(marks.longest, blocks.longest if blocks else 0)
        for start, end in self._chunks(medium):
            try:
                data = medium.read(start, min(end + more, self._reach(end)) - start)
            except Unexamined as problem:
                yield self._gap(start, end, problem.reason, problem.detail)
                continue
            if is_zero(data):
                continue
            if blocks is not None:
                yield from blocks.known(data, start, self._pieces(start, end))
            yield from self._of_chunk(medium, marks, start, end, data)
            if self._found >= MOST_FOUND:
                detail = f"more than {MOST_FOUND} files in one window"
                yield self._gap(start, self._end, Reason.LIMIT_COUNT, detail)
                return

    def _chunks(self, medium: Content) -> Iterator[tuple[int, int]]:
        """The stretches to read: from the first to the last byte of space in each chunk."""
        at = 0
        for place in range(self._start, self._end, CHUNK):
            stop = min(place + CHUNK, self._end)
            while at < len(self._extents) and self._extents[at][1] <= place:
                at += 1
            if at == len(self._extents) or self._extents[at][0] >= stop:
                continue
            first = max(place, self._extents[at][0])
            last = self._extents[bisect_right(self._begins, stop - 1) - 1]
            end = min(stop, last[1])
            first = max(first, stored_from(medium, first))
            if first < end:
                yield first, end

    def _reach(self, end: int) -> int:
        """Where the extent that holds the byte before ``end`` ends."""
        return self._extents[bisect_right(self._begins, end - 1) - 1][1]

    def _pieces(self, start: int, end: int) -> list[tuple[int, int, int]]:
        """Where in a chunk blocks may begin: from, to, and the end of the space they lie in."""
        first = max(0, bisect_right(self._begins, start) - 1)
        last = bisect_right(self._begins, end - 1)
        return [
            (max(start, begin), min(end, stop), stop)
            for begin, stop in self._extents[first:last]
            if stop > start
        ]

    def _of_chunk(
        self, medium: Content, marks: Marks, start: int, end: int, data: bytes
    ) -> Iterator[Carved | Gap]:
        kept = -(-(self._end - end) // CHUNK) * (MOST_READ // KEPT)
        for place, known in marks.within(data):
            offset = start + place
            if self._found >= MOST_FOUND or not start <= offset < end:
                continue
            allowance = Allowance((self._left - kept) // 2)
            if allowance.size < LEAST_READ:
                yield self._gap(offset, end, Reason.LIMIT_BYTES, "too much to measure in one place")
                return
            try:
                found = self._measured(medium, known, offset, allowance)
            except Exhausted:
                detail = f"what begins here, if it is {known.name}, takes too much to measure"
                yield self._gap(offset, None, Reason.LIMIT_BYTES, detail)
                continue
            finally:
                self._left -= allowance.used
            if found is not None:
                self._found += 1
                self._claimed = self._claimed.with_found(found)
                yield found

    def _measured(
        self, medium: Content, known: Format, offset: int, allowance: Allowance
    ) -> Carved | None:
        at = bisect_right(self._begins, offset) - 1
        if at < 0 or offset >= self._extents[at][1] or not self._claimed.admits(offset, True):
            return None
        length = min(known.limit, self._extents[at][1] - offset)
        measured = known.measure(Stretch(medium, offset, length, allowance))
        if not measured or not measured.length:  # its storage failed meanwhile
            return None
        if not self._claimed.admits(offset, measured.complete):
            return None
        return Carved(
            offset=offset,
            length=measured.length,
            format=known.name,
            extension=measured.extension,
            complete=measured.complete,
        )

    def _gap(self, start: int, end: int | None, reason: Reason, detail: str) -> Gap:
        gap = Gap(
            source=self._source,
            volume=self._volume,
            stage="carving",
            reason=reason,
            offset=start,
            length=None if end is None else end - start,
            detail=detail,
        )
        return stamp_gap(gap, None)
