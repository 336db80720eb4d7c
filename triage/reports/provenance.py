"""Where a finding's file lies, for a reader who has to find it again."""

from typing import Any, NamedTuple

import msgspec

from triage.exam.connection import Connection
from triage.listing import Line, show_time


class Place(NamedTuple):
    """One entry's whereabouts. ``partition`` and ``start`` are bytes within the source."""

    source: str
    partition: int | None
    file_system: str
    inode: str | None
    origin: str
    allocated: bool | None
    size: int | None
    state: str
    reason: str | None
    start: int | None
    runs: int
    modified: str | None
    created: str | None
    clock: str
    mime: str | None
    md5: str | None
    sha1: str | None
    sha256: str | None
    width: int | None
    height: int | None


class Found(NamedTuple):
    """A finding and where its file lies."""

    finding: Line
    place: Place


_PLACE = (
    "SELECT s.label, v.offset, v.kind, e.inode, e.origin, e.allocated, e.size, e.state, e.reason,"
    " e.runs, e.modified, e.created, e.clock, o.mime, o.md5, o.sha1, o.sha256, o.width, o.height"
    " FROM entries e JOIN sources s ON s.number = e.source JOIN volumes v ON v.number = e.volume"
    " LEFT JOIN observations o ON o.file = e.id WHERE e.id = ?"
)


def place(connection: Connection, finding: Line) -> Found:
    """The finding with its file's whereabouts."""
    row: tuple[Any, ...] = connection.execute(_PLACE, (finding["file"],)).fetchone()
    label, partition, kind, inode, origin, allocated, size, state, reason = row[:9]
    runs, modified, created, clock, mime, *digests, width, height = row[9:]
    extents = msgspec.json.decode(runs) if runs else []
    return Found(
        finding,
        Place(
            source=label,
            partition=partition,
            file_system=kind,
            inode=inode,
            origin=origin,
            allocated=None if allocated is None else bool(allocated),
            size=size,
            state=state,
            reason=reason,
            start=extents[0][0] if extents else None,
            runs=len(extents),
            modified=show_time(modified),
            created=show_time(created),
            clock=clock,
            mime=mime,
            md5=digests[0].hex() if digests[0] else None,
            sha1=digests[1].hex() if digests[1] else None,
            sha256=digests[2].hex() if digests[2] else None,
            width=width,
            height=height,
        ),
    )
