"""Carving as a worker does it."""

from collections.abc import Iterator

from hashsets.blocks.matching import BlockMatcher
from triage.carving.block_search import BlockSearch
from triage.carving.formats import FORMATS
from triage.carving.window import Claimed, Window
from triage.content import Content, Unexamined
from triage.content import Window as Part
from triage.jobs import Carve, MeasureSource
from triage.records import Carved, Gap, KnownBlock, MediumSize, Volume
from triage.sampling.zones import SECTOR, Grids
from triage.sources.allocation import allocation_unit


def medium_size(job: MeasureSource, medium: Content) -> MediumSize:
    """How large the medium is, and what its volumes give to a file at a time."""
    units = {volume.offset or 0: _unit(volume, medium) for volume in job.volumes}
    return MediumSize(source=job.source, size=medium.size, units=units)


def _unit(volume: Volume, medium: Content) -> int:
    block, start = volume.block_size or SECTOR, volume.offset or 0
    try:
        return allocation_unit(Part(medium, start, medium.size - start), volume.kind, block)
    except Unexamined:
        return block


def carve(
    job: Carve, medium: Content, matcher: BlockMatcher
) -> Iterator[Carved | KnownBlock | Gap]:
    """What begins in one window."""
    formats = [known for known in FORMATS if known.name in job.formats]
    window = Window(job.source, job.volume, job.start, job.end, job.extents)
    claimed = Claimed(job.whole, job.fragment)
    blocks = BlockSearch(matcher, Grids(job.zones)) if matcher.sizes else None
    return window.carve(medium, formats, claimed, blocks)
