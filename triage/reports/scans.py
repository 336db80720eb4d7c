"""Fast scans, fit to hand on: what each may be taken to say, and what it found."""

from itertools import islice
from typing import NamedTuple

from triage.exam.connection import Connection
from triage.sampling import store, telling
from triage.sampling.verdict import percent

MOST_HITS = 500


class HitShown(NamedTuple):
    """A block of known content: where it lies, and what it is."""

    offset: int
    explanation: str


class ScanShown(NamedTuple):
    """A scan as a report prints it. ``shares`` are what the blocks read hold, in words."""

    number: int
    source: str
    seed: str
    started: str
    ended: str | None
    who: str
    drawn: int
    blocks: int
    block_size: int
    statement: str
    covers: str | None
    shares: tuple[tuple[str, int, str], ...]
    unread: int
    sets: tuple[str, ...]
    found: int
    files: int
    hits: tuple[HitShown, ...]


def scans_shown(connection: Connection) -> list[ScanShown]:
    """All scans, in order."""
    return [_shown(connection, scan) for scan in store.samples(connection)]


def _shown(connection: Connection, scan: store.Sample) -> ScanShown:
    stand, said = store.standing(connection, scan), telling.told(connection, scan)
    hits = islice(store.hits(connection, scan), MOST_HITS)
    read = max(1, stand.tally.read)
    shares = telling.shares(stand.tally)
    return ScanShown(
        number=scan.number,
        source=said["source"],
        seed=scan.seed,
        started=scan.started,
        ended=scan.ended,
        who=scan.who,
        drawn=scan.drawn,
        blocks=scan.population,
        block_size=scan.unit,
        statement=said["statement"],
        covers=None if said["probability"] is None else said["covers"],
        shares=tuple((what, number, percent(number / read)) for what, number in shares),
        unread=stand.tally.unreadable + stand.unread,
        sets=tuple(f"{one.name}@{one.version}" for one in scan.pinned),
        found=stand.hits,
        files=stand.files,
        hits=tuple(HitShown(hit.offset, telling.explained(hit)) for hit in hits),
    )
