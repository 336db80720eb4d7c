"""Records that could not be understood: coordinates, length, digest and reason; never content."""

import hashlib
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection

from monitor.event import Poison
from monitor.records import Record
from monitor.store.rows import insert
from monitor.store.tables import QUARANTINE


class Bad(NamedTuple):
    """A record, and why it is no event."""

    record: Record
    reason: Poison


def quarantine(connection: Connection, found: Sequence[Bad], now: int) -> None:
    """Note records; one that is met again is the same."""
    if not found:
        return
    rows = [_row(bad, now) for bad in found]
    connection.execute(insert(connection, QUARANTINE).on_conflict_do_nothing(), rows)


def _row(bad: Bad, now: int) -> dict[str, object]:
    record = bad.record
    return {
        **record.at._asdict(),
        "length": len(record.value) if record.oversize is None else record.oversize,
        "sha256": hashlib.sha256(record.value).hexdigest() if record.oversize is None else None,
        "reason": bad.reason,
        "at": now,
        "replayed": None,
        "told": False,
    }
