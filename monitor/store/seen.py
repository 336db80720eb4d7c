"""Which events had their effect already."""

from collections.abc import Sequence

from sqlalchemy import Connection, delete

from monitor.event import Event
from monitor.store.rows import insert
from monitor.store.tables import SEEN

DAY = 86_400_000_000


def fresh(connection: Connection, events: Sequence[Event]) -> list[Event]:
    """The events that had no effect yet, each once, in their order; they are noted as seen."""
    first = {event.identity: event for event in reversed(events)}
    if not first:
        return []
    statement = insert(connection, SEEN).on_conflict_do_nothing().returning(SEEN.c.identity)
    # in one order for all writers: two that met the same events would wait for each other
    rows = [{"day": first[one].time // DAY, "identity": one} for one in sorted(first)]
    new = set(connection.execute(statement, rows).scalars())
    return [event for event in events if event.identity in new and first[event.identity] is event]


def forget(connection: Connection, before: int) -> int:
    """Forget events recorded before a moment (µs), a day at a time; how many."""
    return connection.execute(delete(SEEN).where(SEEN.c.day < before // DAY)).rowcount
