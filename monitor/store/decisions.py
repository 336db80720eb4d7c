"""What people decided about a person's events, on record with its reason."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from casework.sealing import seal, unseal
from monitor.store.keys import keys_for, stored_keys
from monitor.store.tables import DECISIONS


class Decision(StrEnum):
    """What is decided. A closed list."""

    HELD_OPENED = "held-opened"
    """Events that are held apart were read."""
    BACKLOG_REPLAYED = "backlog-replayed"
    """What arrived after the basis ended, recorded while it stood, was analysed after all."""


class Decided(NamedTuple):
    """A decision about so many events of a person; ``at`` is the wall clock's, µs."""

    person: str
    decision: Decision
    author: str
    at: int
    events: int
    why: str


def decide(connection: Connection, master: bytes, decided: Decided) -> None:
    """Put a decision on record; its reason is sealed under the person's key."""
    key = keys_for(connection, master, [decided.person])[decided.person]
    row = decided._asdict()
    why = row.pop("why")
    row["sealed"] = seal(key, why.encode(), _place(decided.person, decided.at))
    connection.execute(insert(DECISIONS), row)


def decisions(
    connection: Connection, master: bytes, decision: Decision | None = None
) -> Iterator[Decided]:
    """Those on record, the earliest first; of people who were erased there are none."""
    column = DECISIONS.c
    query = select(DECISIONS).order_by(column.number)
    if decision is not None:
        query = query.where(column.decision == decision)
    rows = connection.execute(query).all()
    keys = stored_keys(connection, master, {row.person for row in rows})
    for row in rows:
        if row.person in keys:
            why = unseal(keys[row.person], row.sealed, _place(row.person, row.at)).decode()
            kind = Decision(row.decision)
            yield Decided(row.person, kind, row.author, row.at, row.events, why)


def _place(person: str, at: int) -> str:
    return f"decision about {person} at {at}"
