"""What became of one event: every one that might have alerted has its reason on record."""

from collections.abc import Iterable, Iterator

import msgspec
from sqlalchemy import Connection, func, select

from monitor.event import DEVICE, Event, identity
from monitor.gate import Apart
from monitor.store.archive import archived, people_in
from monitor.store.tables import QUARANTINE, REASONS, REFUSED, SEEN


class Fate(msgspec.Struct, frozen=True, kw_only=True):
    """What became of an event. ``theme`` and ``alert`` are null where it signalled nothing."""

    person: str | None
    outcome: str
    theme: str | None = None
    alert: str | None = None
    says: str


SAYS = {
    "raised": "it raised the alert",
    "grouped": "it was added to the alert, which was raised already",
    "below-threshold": "it was kept with its theme, which is below what is told",
    "silenced": "somebody had silenced its theme at that time",
}

NO_TERM = "it was looked at, and nothing in it is a signal"
APART = "it is held apart, unread: {}"
NOT_KEPT = (
    "it arrived, signalled nothing and is not kept: it was outside the legal basis, or what"
    " could be kept of it is past its time"
)
NEVER = "no event of this id and device has arrived"


def fates(
    connection: Connection, master: bytes, source: str, event: str, person: str | None = None
) -> list[Fate]:
    """What became of an event of a source (``device/…``); ``person`` spares a long search."""
    wanted = identity(source, event)
    signalled = list(_signalled(connection, wanted))
    if signalled:
        return signalled
    query = select(SEEN.c.day).where(SEEN.c.identity == wanted)
    if connection.execute(query.limit(1)).first() is None:
        return [Fate(person=None, outcome="never-seen", says=_never(connection))]
    people = people_in(connection) if person is None else [person]
    kept = _kept(connection, master, list(people), wanted)
    return [kept or _refused(connection, source.removeprefix(DEVICE), person)]


def _signalled(connection: Connection, wanted: bytes) -> Iterator[Fate]:
    column = REASONS.c
    query = select(REASONS).where(column.identity == wanted).order_by(column.theme)
    for row in connection.execute(query):
        yield Fate(
            person=row.person,
            outcome=row.reason,
            theme=row.theme,
            alert=row.alert,
            says=SAYS[row.reason],
        )


def _kept(
    connection: Connection, master: bytes, people: Iterable[str], wanted: bytes
) -> Fate | None:
    for person in people:
        for apart in (None, *Apart):
            events: Iterator[Event] = archived(connection, master, person, apart)
            if any(event.identity == wanted for event in events):
                if apart is None:
                    return Fate(person=person, outcome="no-signal", says=NO_TERM)
                return Fate(person=person, outcome="held-apart", says=APART.format(apart))
    return None


def _refused(connection: Connection, device: str, person: str | None) -> Fate:
    column = REFUSED.c
    query = select(column.reason, func.sum(column.count)).where(column.device == device)
    if person is not None:
        query = query.where(column.person == person)
    rows = connection.execute(query.group_by(column.reason).order_by(column.reason)).all()
    counted = ", ".join(f"{count} {reason}" for reason, count in rows)
    told = f"; of this device were refused: {counted}" if counted else ""
    return Fate(person=person, outcome="not-kept", says=NOT_KEPT + told)


def _never(connection: Connection) -> str:
    left = select(func.count()).select_from(QUARANTINE).where(QUARANTINE.c.replayed.is_(None))
    count = int(connection.execute(left).scalar_one())
    if not count:
        return NEVER
    return f"{NEVER}; {count} quarantined records are not known by id: monitor quarantine"
