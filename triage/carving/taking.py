"""From what a window gave to entries, gaps and findings, in the order in which things lie."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import NamedTuple

from triage.carving.known_blocks import block_findings, joined
from triage.carving.space import Space
from triage.carving.unallocated import carved_entry, fragment_gap
from triage.carving.window import Claimed
from triage.records import Anything, Carved, Gap, KnownBlock

Found = Carved | KnownBlock | Gap


class Covered:
    """Intervals (offset, length) that may overlap, asked whether one holds a byte."""

    def __init__(self, intervals: Iterable[tuple[int, int]]) -> None:
        ordered = sorted(intervals)
        self._starts = [offset for offset, _ in ordered]
        self._ends = list(accumulate((sum(each) for each in ordered), max))

    def holds(self, offset: int) -> bool:
        """Whether the byte lies in one of them."""
        at = bisect_right(self._starts, offset) - 1
        return at >= 0 and offset < self._ends[at]


class Place(NamedTuple):
    """A source, the volume its carved files are entries of, and what is known of it.

    ``recovered`` are the first runs of deleted files that were examined as such.
    """

    source: int
    volume: int
    space: Space
    recovered: Mapping[int, int]
    examined: Covered


def taken(found: Sequence[Found], claimed: Claimed, place: Place) -> tuple[list[Anything], Claimed]:
    """The records for what was found in a window, and what is claimed after it."""
    before = claimed.whole
    records: list[Anything] = [gap for gap in found if isinstance(gap, Gap)]
    accepted: list[Carved] = []
    for one in found:
        if isinstance(one, Carved) and claimed.admits(one.offset, one.complete):
            claimed = claimed.with_found(one)
            accepted.append(one)
    blocks = [one for one in found if isinstance(one, KnownBlock) and one.offset >= before]
    return records + list(_records(accepted, blocks, place)), claimed


def _records(
    accepted: Sequence[Carved], blocks: Sequence[KnownBlock], place: Place
) -> Iterator[Anything]:
    """Blocks in a whole file add nothing; those in a fragment speak of it; the rest stand alone."""
    whole = Covered((one.offset, one.length) for one in accepted if one.complete)
    loose = [
        block
        for block in blocks
        if not whole.holds(block.offset) and not place.examined.holds(block.offset)
    ]
    headed = Covered((one.offset, one.length) for one in accepted if not one.complete)
    alone = joined([block for block in loose if not headed.holds(block.offset)])
    for one in [*accepted, *alone]:
        if one.length > place.recovered.get(one.offset, 0):
            slack = place.space.is_slack(one.offset)
            entry = carved_entry(one, place.source, place.volume, slack)
            yield entry
            if not one.complete:
                yield fragment_gap(entry)
                end = one.offset + one.length
                within = [block for block in loose if one.offset <= block.offset < end]
                yield from block_findings(entry, within)
