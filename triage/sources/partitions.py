"""Partition tables, read through the Sleuth Kit: MBR with extended partitions, GPT and others."""

import pytsk3
from msgspec import Struct

from triage.content import Content
from triage.sources.tsk_image import TSK_ERRORS, TskImage

_ALLOCATED = 1
_UNALLOCATED = 2
MOST_PARTITIONS = 4096


class Region(Struct, frozen=True):
    """A range of bytes of a medium: a partition, or a stretch that belongs to none."""

    offset: int
    length: int
    partition: bool
    label: str = ""

    @property
    def end(self) -> int:
        """The offset just after it."""
        return self.offset + self.length


def read_table(medium: Content) -> tuple[Region, ...]:
    """The regions a partition table divides the medium into; none where there is no table.

    The table's own sectors are left out.
    """
    try:
        table = pytsk3.Volume_Info(TskImage(medium))
        size = int(table.info.block_size)
        regions: list[Region] = []
        for part in table:
            if len(regions) == MOST_PARTITIONS:
                break
            if int(part.flags) in (_ALLOCATED, _UNALLOCATED):
                regions.append(_region(part, size))
    except TSK_ERRORS:
        return ()
    return tuple(regions)


def _region(part: pytsk3.TSK_VS_PART_INFO, sector: int) -> Region:
    return Region(
        offset=int(part.start) * sector,
        length=int(part.len) * sector,
        partition=int(part.flags) == _ALLOCATED,
        label=bytes(part.desc or b"").decode("utf-8", "replace"),
    )
