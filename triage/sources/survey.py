"""Finding the volumes of an image, and naming what is none or cannot be opened."""

from collections.abc import Iterator

from triage.content import FileSystem, Unexamined
from triage.reasons import Reason
from triage.records import Gap, Volume
from triage.sources.apfs import ApfsFileSystem
from triage.sources.file_system_magic import PROBE_BYTES, is_boot_sector
from triage.sources.medium import Medium
from triage.sources.partitions import Region, read_table, read_table_of_cut_medium
from triage.sources.plan import SourcePlan
from triage.sources.probe import probe
from triage.sources.provenance import Provenance
from triage.sources.tsk import TskFileSystem


def survey(plan: SourcePlan, medium: Medium) -> Iterator[Volume | Gap]:
    """Every volume of a ``raw`` or ``ewf`` source, and a gap for each part that is none.

    A gap's ``volume`` is null, since volumes get their numbers later; its ``offset`` tells. That
    a part of a split image is missing is told by the plan, not again here.
    """
    partitions = () if _is_boot_sector(medium) else read_table(medium)
    whole = Region(0, medium.size, partition=True)
    if not any(region.partition for region in partitions):
        records = list(probe(plan.index, medium, whole))
        partitions = () if _has_volume(records) else read_table_of_cut_medium(medium)
        if not any(region.partition for region in partitions):
            yield from records
            return
    opened: set[int] = set()
    for record in _partitioned(plan, medium, partitions):
        if isinstance(record, Volume) and record.offset is not None:
            opened.add(record.offset)
        yield record
    yield from _beside_table(plan, medium, whole, opened)


def open_volume(plan: SourcePlan, medium: Medium, volume: Volume, number: int = 0) -> FileSystem:
    """The file system of a volume that ``survey`` found.

    ``number`` is the volume's in the examination, which entries and gaps are stamped with. Raises
    ``Unexamined`` where it cannot be opened.
    """
    if volume.source != plan.index or volume.offset is None:
        raise Unexamined(Reason.INTERNAL, "the volume is not one of this source")
    if volume.kind == "apfs":
        return ApfsFileSystem(medium, volume, number)
    return TskFileSystem(medium, volume, number)


def _is_boot_sector(medium: Medium) -> bool:
    try:
        return is_boot_sector(medium.read(0, PROBE_BYTES))
    except Unexamined:
        return False


def _has_volume(records: list[Volume | Gap]) -> bool:
    return any(isinstance(record, Volume) for record in records)


def _partitioned(
    plan: SourcePlan, medium: Medium, regions: tuple[Region, ...]
) -> Iterator[Volume | Gap]:
    probed: set[int] = set()
    for region in regions:
        origin = Provenance(plan.index, region.offset)
        inside = _clipped(region, medium.size)
        if not region.partition:
            if inside.length:
                detail = "bytes that belong to no partition"
                reason = Reason.UNALLOCATED_NOT_EXAMINED
                yield origin.region_gap(reason, region.offset, inside.length, detail, "carving")
            continue
        if inside.length < region.length:
            detail = f"the source ends before this partition does [{region.label}]"
            missing = region.length - inside.length
            start = max(inside.end, region.offset)
            yield origin.region_gap(Reason.DAMAGED, start, missing, detail)
        if inside.length and region.offset not in probed:
            probed.add(region.offset)
            yield from probe(plan.index, medium, inside)


def _clipped(region: Region, size: int) -> Region:
    start = min(region.offset, size)
    length = min(region.end, size) - start
    return Region(start, length, region.partition, region.label)


def _beside_table(
    plan: SourcePlan, medium: Medium, whole: Region, opened: set[int]
) -> Iterator[Volume | Gap]:
    """A file system over the whole medium: a hybrid ISO 9660 disc, or a table left behind."""
    if 0 in opened:
        return
    records = list(probe(plan.index, medium, whole))
    volume = next((record for record in records if isinstance(record, Volume)), None)
    if volume is not None and (volume.kind == "iso9660" or not opened):
        yield from records
