"""What of a source is not carved, as the examination knows it."""

from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
import numpy as np

from triage.carving.space import Numbers, Space, Taken, beside, joined
from triage.claims import FAR
from triage.exam import reading
from triage.exam.connection import Connection
from triage.reasons import Reason
from triage.records import Volume

RESIDENT_MOST = 4096
"""Content up to this size may lie within a file's own metadata (NTFS' records, ext's inodes)."""

_runs = msgspec.json.Decoder(list[tuple[int, int]])


class Left(NamedTuple):
    """What is to be carved of a source, and volumes left out since their files' places are hidden.

    ``recovered`` are deleted entries that are examined already: offset and length of their first
    runs.
    """

    space: Space
    hidden: tuple[Volume, ...]
    recovered: dict[int, int]


def left(connection: Connection, source: int, size: int, units: Mapping[int, int]) -> Left:
    """What to carve of a source of ``size`` bytes whose listed entries were all examined.

    ``units`` are bytes that the volumes give to a file at a time, by offset.

    Only what listing decided is asked, so that the answer is the same in every run.
    """
    volumes = {
        number: volume
        for number, (volume, _) in reading.volumes(connection).items()
        if volume.source == source and volume.offset is not None
    }
    hidden = {
        (volume.offset, volume.length): volume
        for number, volume in volumes.items()
        if volume.kind == "apfs" or _hides(connection, number)
    }
    parts = [
        _live(connection, number, max(1, units.get(volume.offset or 0, 1)))
        for number, volume in volumes.items()
    ]
    regions = [*hidden, *_encrypted(connection, source)]
    parts.append(_whole([(start or 0, length or size) for start, length in regions]))
    return Left(
        beside(joined(parts), size),
        tuple(hidden[key] for key in sorted(hidden, key=str)),
        dict(_recovered(connection, source)),
    )


def _hides(connection: Connection, volume: int) -> bool:
    """Whether a volume has live files whose place in the source is not known."""
    row = connection.execute(
        "SELECT 1 FROM entries WHERE volume = ? AND allocated = 1 AND parent IS NULL"
        " AND kind = 'file' AND runs IS NULL AND size > ?"
        " AND id IN (SELECT file FROM observations) LIMIT 1",
        (volume, RESIDENT_MOST),
    ).fetchone()
    return row is not None


def _live(connection: Connection, volume: int, block: int) -> Taken:
    """The runs of live files. Runs begin where a block does, so that they tell where it ends."""
    rows = connection.execute(
        "SELECT runs FROM entries WHERE volume = ? AND allocated = 1 AND runs IS NOT NULL",
        (volume,),
    )
    start, length = _columns(run for (runs,) in rows for run in _runs.decode(runs))
    return Taken(start, start + length, start + -(-length // block) * block)


def _whole(regions: Iterable[tuple[int, int]]) -> Taken:
    start, length = _columns(regions)
    return Taken(start, start + length, start + length)


def _columns(pairs: Iterable[tuple[int, int]]) -> tuple[Numbers, Numbers]:
    flat = np.fromiter((min(number, FAR) for pair in pairs for number in pair), np.int64)
    return flat[0::2], flat[1::2]


def _encrypted(connection: Connection, source: int) -> list[tuple[int, int]]:
    """Regions known to be encrypted: there is nothing to be found in them."""
    rows = connection.execute(
        "SELECT offset, length FROM gaps WHERE source = ? AND file IS NULL AND reason = ?"
        " AND offset IS NOT NULL AND length IS NOT NULL",
        (source, Reason.ENCRYPTED),
    )
    return [(int(offset), int(length)) for offset, length in rows]


def _recovered(connection: Connection, source: int) -> Iterator[tuple[int, int]]:
    rows = connection.execute(
        "SELECT runs FROM entries WHERE source = ? AND origin = 'deleted' AND runs IS NOT NULL"
        " AND id IN (SELECT file FROM observations)",
        (source,),
    )
    firsts = sorted(_runs.decode(runs)[0] for (runs,) in rows if runs != "[]")
    yield from firsts  # of several at one place the longest comes last
