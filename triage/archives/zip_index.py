"""A zip's members in reading order, in a few bytes each, and those that share bytes."""

from array import array
from struct import Struct as Layout

import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from triage.archives.base import LARGEST
from triage.archives.limits import ArchiveLimits
from triage.archives.zip_directory import Directory, Extents
from triage.archives.zip_headers import (
    CENTRAL,
    CENTRAL_SIGNATURE,
    LOCAL,
    SATURATED,
    widened,
)
from triage.content import Unexamined
from triage.reasons import Reason

FIELDS = Layout("<4s16x2I3H8xI")
"""Of a central record: signature, sizes packed and unpacked, three lengths, local header."""


class Index(Struct, frozen=True, eq=False):
    """``places``: of each member's record in the directory, in order of their local headers.

    ``shared``: whether another member's bytes reach into this one's. ``faults``: what could not be
    listed.
    """

    places: NDArray[np.int64]
    shared: NDArray[np.bool_]
    faults: tuple[Unexamined, ...]


class _Table:
    """The columns that the scan fills: 24 bytes a member."""

    def __init__(self) -> None:
        self.places = array("q")
        self.starts = array("q")
        self.ends = array("q")

    def append(self, place: int, start: int, end: int) -> None:
        self.places.append(place)
        self.starts.append(max(-LARGEST, min(start, LARGEST)))
        self.ends.append(max(-LARGEST, min(end, LARGEST)))


def build(directory: Directory, extents: Extents, limits: ArchiveLimits) -> Index:
    """Read the directory once; at most ``limits.members`` of its records are kept."""
    table = _Table()
    fault = _scan(directory, extents, limits.members, table)
    order = np.argsort(np.frombuffer(table.starts, np.int64), kind="stable")
    starts = np.frombuffer(table.starts, np.int64)[order]
    ends = np.frombuffer(table.ends, np.int64)[order]
    shared = np.zeros(len(order), np.bool_)
    shared[1:] = starts[1:] < np.maximum.accumulate(ends)[:-1]
    places = np.frombuffer(table.places, np.int64)[order]
    return Index(places, shared, () if fault is None else (fault,))


def _scan(directory: Directory, extents: Extents, most: int, table: _Table) -> Unexamined | None:
    """Fill ``table``; what was wrong, if anything."""
    place = 0
    rest = b""
    for block in directory.blocks():
        data = rest + block
        used = _scan_block(data, place, extents.shift, most, table)
        place += used
        rest = data[used:]
        if len(table.places) >= most:
            break
    found = len(table.places)
    if found >= most and place < extents.length:
        return Unexamined(Reason.LIMIT_COUNT, f"more than {most} members")
    if rest:
        return Unexamined(Reason.DAMAGED, f"the zip's directory is damaged after {found} members")
    if extents.count != (found if extents.wide else found % 65536):
        detail = f"the zip's directory lists {found} members, its end says {extents.count}"
        return Unexamined(Reason.DAMAGED, detail)
    return None


def _scan_block(data: bytes, base: int, shift: int, most: int, table: _Table) -> int:
    """Append the whole records at the start of ``data``; how many bytes they took."""
    place = 0
    room = most - len(table.places)
    last = len(data) - CENTRAL.size
    while place <= last and room:
        signature, packed, size, name, extra, comment, offset = FIELDS.unpack_from(data, place)
        length = CENTRAL.size + name + extra + comment
        if signature != CENTRAL_SIGNATURE or place + length > len(data):
            break
        if SATURATED in (packed, size, offset):
            block = data[place + CENTRAL.size + name :][:extra]
            size, packed, offset = widened((size, packed, offset), block)
        start = offset + shift
        table.append(base + place, start, start + LOCAL.size + name + packed)
        place += length
        room -= 1
    return place
