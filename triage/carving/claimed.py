"""What a worker may say of one window that it carved: no more than the window can hold."""

from typing import NamedTuple

from triage.carving.formats import FORMATS
from triage.carving.space import Space
from triage.carving.taking import Found
from triage.carving.unallocated import STAGE
from triage.carving.window import CHUNK, MOST_FOUND, WINDOW
from triage.claims import Disbelieved
from triage.ids import gap_id
from triage.pinned_blocks import PinnedBlocks
from triage.records import Anything, Carved, Gap, KnownBlock
from triage.sampling.zones import Grids

MOST_GAPS = WINDOW // CHUNK * 32
"""A chunk that cannot be read is one; of those too much to measure each halves what is left."""

_EXTENSIONS = {known.name: known.extensions for known in FORMATS}


class Bounds(NamedTuple):
    """Of one source: its number, its carved files' volume, its space, and what may be found."""

    source: int
    volume: int
    space: Space
    formats: tuple[str, ...]
    grids: Grids
    blocks: PinnedBlocks


class WindowClaim:
    """The records of one window, from ``start`` to ``end``, as they come in."""

    def __init__(self, bounds: Bounds, start: int, end: int) -> None:
        self._bounds = bounds
        self._start = start
        self._end = end
        self._files = 0
        self._gaps = 0
        self._blocks: set[tuple[int, str, str]] = set()
        self.found: list[Found] = []

    def admit(self, records: list[Anything]) -> None:
        """Add them to ``found``. Raises ``Disbelieved`` where one cannot be of this window."""
        for record in records:
            if not isinstance(record, Found) or not self._holds(record):
                raise Disbelieved(type(record).__name__)
            self.found.append(record)
        if self._files > MOST_FOUND or self._gaps > MOST_GAPS:
            raise Disbelieved("more than a window gives")

    def _holds(self, record: Found) -> bool:
        if record.offset is None or not self._start <= record.offset < self._end:
            return False
        match record:
            case Carved():
                self._files += 1
                return self._is_file(record)
            case KnownBlock():
                return self._is_block(record)
            case Gap():
                self._gaps += 1
                return self._is_gap(record)

    def _is_file(self, record: Carved) -> bool:
        sound = record.extension in _EXTENSIONS.get(record.format, ())
        held = self._bounds.space.holds(record.offset, record.length)
        return sound and held and record.format in self._bounds.formats

    def _is_block(self, record: KnownBlock) -> bool:
        """A place holds one block of a set, and blocks begin on the grid: that bounds them."""
        key = (record.offset, record.set, record.set_version)
        if key in self._blocks or not self._bounds.blocks.hold(record):
            return False
        self._blocks.add(key)
        chunk = record.offset - (record.offset - self._start) % CHUNK
        grid = self._bounds.grids.at(chunk, min(chunk + CHUNK, self._end), record.size)
        on_grid = (record.offset - grid.residue) % grid.step == 0
        return on_grid and self._bounds.space.holds(record.offset, record.size)

    def _is_gap(self, record: Gap) -> bool:
        bounds = self._bounds
        where = (record.source, record.volume, record.file, record.path, record.stage)
        here = where == (bounds.source, bounds.volume, None, None, STAGE)
        return here and record.id == gap_id(record, None)
