"""Partition tables, read through the Sleuth Kit: MBR with extended partitions, GPT and others."""

import pytsk3
from msgspec import Struct

from triage.content import Content
from triage.sources.tsk_image import TSK_ERRORS, TskImage

_ALLOCATED = 1
_UNALLOCATED = 2
MOST_PARTITIONS = 4096
_GPT_SAFETY = "GPT Safety Partition"
_LARGEST_MEDIUM = 1 << 44


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

    The table's own sectors are left out. A table that points beyond the medium is none: see
    ``read_table_of_cut_medium``.
    """
    regions = _read(medium)
    if any(_GPT_SAFETY in region.label for region in regions):
        return read_table_of_cut_medium(medium) or regions
    return regions


def read_table_of_cut_medium(medium: Content) -> tuple[Region, ...]:
    """The regions of a table whose partitions may lie beyond the end of the medium.

    Without that check almost any sector that ends in 55 AA passes for a table, so this is for a
    medium on which nothing else was found. None where no partition starts within the medium.
    """
    regions = _read(_Padded(medium))
    reached = any(region.partition and region.offset < medium.size for region in regions)
    return regions if reached else ()


class _Padded:
    """A medium followed by zeros, since the Sleuth Kit refuses tables that point beyond the end."""

    def __init__(self, medium: Content) -> None:
        self._medium = medium
        self.size = max(medium.size, _LARGEST_MEDIUM)

    def read(self, offset: int, length: int) -> bytes:
        """The bytes at ``offset``, zeros beyond the medium's end."""
        inside = max(0, min(length, self._medium.size - offset))
        data = self._medium.read(offset, inside) if inside else b""
        return data.ljust(length, b"\0")


def _read(medium: Content) -> tuple[Region, ...]:
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
