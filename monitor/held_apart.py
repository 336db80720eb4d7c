"""Events held apart: privileged, medical, third parties' words. Never matched; opened on record."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, func, select

from monitor.errors import MonitorError
from monitor.event import Event
from monitor.gate import Apart
from monitor.store.archive import archived
from monitor.store.decisions import Decided, Decision, decide
from monitor.store.opening import Store
from monitor.store.tables import ARCHIVE


class HeldCount(NamedTuple):
    """How many events of a person are held for a reason; ``last``: receipt of the latest, µs."""

    person: str
    apart: Apart
    events: int
    last: int


class HeldEvent(NamedTuple):
    """An event and why it is held."""

    apart: Apart
    event: Event


def counts(connection: Connection) -> list[HeldCount]:
    """What is held, by person and reason; nothing is opened for it."""
    column = ARCHIVE.c
    query = (
        select(column.person, column.apart, func.sum(column.count), func.max(column.last))
        .where(column.apart.is_not(None))
        .group_by(column.person, column.apart)
        .order_by(column.person, column.apart)
    )
    rows = connection.execute(query)
    return [HeldCount(person, Apart(why), int(count), last) for person, why, count, last in rows]


def held_of(connection: Connection, master: bytes, person: str) -> Iterator[HeldEvent]:
    """A person's events that are held, each reason's in the order in which they were kept."""
    for apart in Apart:
        for event in archived(connection, master, person, apart):
            yield HeldEvent(apart, event)


def open_held(store: Store, person: str, event: str, author: str, why: str, now: int) -> HeldEvent:
    """One held event to be read, once that is on record; ``now`` in µs. Raises ``MonitorError``.

    What is opened is not matched and raises nothing.
    """
    if not why.strip():
        raise MonitorError("what is held apart is opened for a reason: give one")
    with store.writing() as connection:
        found = [one for one in held_of(connection, store.master, person) if one.event.id == event]
        if not found:
            raise MonitorError(f"no event {event} of {person} is held apart")
        if len(found) > 1:
            devices = ", ".join(sorted({one.event.device for one in found}))
            raise MonitorError(f"several events are called {event}, on devices {devices}")
        decided = Decided(person, Decision.HELD_OPENED, author, now, 1, f"{event}: {why}")
        decide(connection, store.master, decided)
        return found[0]
