"""How many events were outside the basis, by person, device, kind of data and reason."""

from collections.abc import Mapping
from typing import NamedTuple

from sqlalchemy import Connection

from casework.records.permission import DataKind
from monitor.gate import Refusal
from monitor.store.rows import insert
from monitor.store.tables import REFUSED

NOBODY = ""
"""Whose events those were who have been erased since."""


class Outside(NamedTuple):
    """What was refused, and why."""

    person: str
    device: str
    kind: DataKind
    reason: Refusal


class Tally(NamedTuple):
    """How many, and when (µs) the last was received."""

    events: int
    last: int


def tallied(connection: Connection, found: Mapping[Outside, Tally]) -> None:
    """Add to the counts."""
    if not found:
        return
    statement = insert(connection, REFUSED)
    added = statement.on_conflict_do_update(
        index_elements=["person", "device", "kind", "reason"],
        set_={
            "count": REFUSED.c.count + statement.excluded.count,
            "last": statement.excluded.last,
        },
    )
    rows = [
        {**outside._asdict(), "count": tally.events, "last": tally.last}
        for outside, tally in sorted(found.items())
    ]
    connection.execute(added, rows)
