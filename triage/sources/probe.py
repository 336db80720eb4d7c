"""Opening whatever file system a range of bytes holds, or saying why it cannot be opened."""

from collections.abc import Iterator
from contextlib import suppress

import pytsk3

from triage.content import Content, Unexamined, Window
from triage.reasons import Reason
from triage.records import Gap, Volume
from triage.sources.apfs import apfs_volumes
from triage.sources.ext import read_superblock
from triage.sources.file_system_magic import (
    PROBE_BYTES,
    Signature,
    readable_signature,
    unreadable_signature,
    wrapping_signature,
)
from triage.sources.partitions import Region
from triage.sources.provenance import Provenance
from triage.sources.tsk_image import kind_of, open_file_system

_CARVING = "unallocated space of this {kind} volume: deleted names were followed, nothing carved"


def probe(source: int, medium: Content, region: Region) -> Iterator[Volume | Gap]:
    """The volumes at the start of ``region``, with gaps for what of it is not examined."""
    origin = Provenance(source, region.offset)
    window = Window(medium, region.offset, medium.size - region.offset)
    try:
        head = window.read(0, PROBE_BYTES)
        yield from _recognised(origin, window, region, head)
    except Unexamined as trouble:
        detail = _described(trouble.detail, region)
        yield origin.region_gap(trouble.reason, region.offset, region.length, detail)


def _recognised(
    origin: Provenance, window: Window, region: Region, head: bytes
) -> Iterator[Volume | Gap]:
    wrapping = wrapping_signature(head)
    if wrapping and wrapping.kind == "apfs":
        yield from apfs_volumes(origin, Window(window, 0, region.length), region)
    elif wrapping:
        raise Unexamined(wrapping.reason, wrapping.name)
    else:
        file_system = _open(window, head)
        volume = _volume(origin, region, file_system)
        yield volume
        yield from _gaps(origin, window, volume, file_system)


def _open(window: Window, head: bytes) -> pytsk3.FS_Info:
    """Any file system; of those of which remains are left, the one the signature names first."""
    signature = readable_signature(head)
    try:
        return open_file_system(window)
    except Unexamined:
        if signature is None:
            raise _unknown(head) from None
    try:
        return open_file_system(window, signature.kind)
    except Unexamined:
        raise _closed(window, signature) from None


def _closed(window: Window, signature: Signature) -> Unexamined:
    """Why a file system whose signature is there does not open."""
    if signature.kind == "ext4":
        with suppress(Unexamined):
            if read_superblock(window).has_clusters:
                detail = "ext4 with block clusters (bigalloc) cannot be read"
                return Unexamined(Reason.UNSUPPORTED_FILE_SYSTEM, detail)
    detail = f"damaged {signature.name} file system: it cannot be opened"
    return Unexamined(Reason.DAMAGED, detail)


def _unknown(head: bytes) -> Unexamined:
    signature = unreadable_signature(head)
    if signature is not None:
        return Unexamined(signature.reason, f"{signature.name} cannot be read")
    if head.strip(b"\0"):
        detail = "no file system that is known here (it may be encrypted)"
        return Unexamined(Reason.UNSUPPORTED_FILE_SYSTEM, detail)
    detail = "no file system: it begins with zeros"
    return Unexamined(Reason.UNALLOCATED_NOT_EXAMINED, detail)


def _described(detail: str, region: Region) -> str:
    return f"{detail} [{region.label}]" if region.label else detail


def _volume(origin: Provenance, region: Region, file_system: pytsk3.FS_Info) -> Volume:
    return Volume(
        source=origin.source,
        ordinal=0,
        kind=kind_of(file_system),
        offset=region.offset,
        length=region.length,
        label=region.label or None,
        block_size=int(file_system.info.block_size),
    )


def _gaps(
    origin: Provenance, window: Window, volume: Volume, file_system: pytsk3.FS_Info
) -> Iterator[Gap]:
    start, length = volume.offset or 0, volume.length or 0
    detail = _CARVING.format(kind=volume.kind)
    unallocated = Reason.UNALLOCATED_NOT_EXAMINED
    yield origin.region_gap(unallocated, start, length, detail, stage="carving")
    size = int(file_system.info.block_count) * int(file_system.info.block_size)
    if size < length:
        detail = "the partition's bytes behind its file system"
        yield origin.region_gap(unallocated, start + size, length - size, detail, stage="carving")
    if size > window.size:
        detail = f"the source ends before this {volume.kind} file system does"
        yield origin.region_gap(Reason.DAMAGED, start + window.size, size - window.size, detail)
    if volume.kind in ("ext3", "ext4") and read_superblock(window).needs_replay:
        detail = f"the journal of this {volume.kind} file system was not replayed"
        yield origin.region_gap(Reason.JOURNAL_NOT_REPLAYED, start, length, detail)
