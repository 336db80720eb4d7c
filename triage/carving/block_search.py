"""Blocks of known files in space that belongs to no file, whatever became of the files' heads."""

from collections import Counter
from collections.abc import Iterator, Sequence

from msgspec.structs import asdict

from hashsets.blocks.matching import BlockMatcher
from triage.records import KnownBlock
from triage.sampling.scanning import alerting
from triage.sampling.zones import Grids

Piece = tuple[int, int, int]
"""Blocks may begin from the first place up to the second, and must end by the third."""


class BlockSearch:
    """The block sets, and where blocks may begin."""

    def __init__(self, matcher: BlockMatcher, grids: Grids) -> None:
        self._matcher = matcher
        self._grids = grids
        self.longest = max(matcher.sizes, default=0)
        """Bytes of the largest block."""

    def known(self, data: bytes, base: int, pieces: Sequence[Piece]) -> Iterator[KnownBlock]:
        """The blocks of ``data``, which lies at ``base`` of the source, that an alert set holds."""
        view = memoryview(data)
        for size in self._matcher.sizes:
            places = [at for piece in pieces for at in self._places(piece, size)]
            whole = [at for at in places if at + size <= base + len(data)]
            blocks = [view[at - base : at - base + size] for at in whole]
            found = list(self._matcher.known(blocks, whole))
            for hit in alerting(found, Counter()):
                yield KnownBlock(**asdict(hit))

    def _places(self, piece: Piece, size: int) -> range:
        start, end, stop = piece
        grid = self._grids.at(start, end, size)
        first = start + (grid.residue - start) % grid.step
        return range(first, min(end, stop - size + 1), grid.step)
