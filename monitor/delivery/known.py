"""Targets that alerts were sent to before: what happens outside a run is told to them too."""

from sqlalchemy import Connection, select, union

from monitor.store.tables import DELIVERIES, OUTBOX

CONTACT = "contact:"
"""What the names of contacts begin with: they are told only of what nobody acknowledged."""


def known_targets(connection: Connection, alert: str | None = None) -> list[str]:
    """All but contacts, and the contacts who were told of this alert."""
    found = set(connection.execute(union(select(OUTBOX.c.target), select(DELIVERIES.c.target))))
    names = {name for (name,) in found if not name.startswith(CONTACT)}
    for table in (OUTBOX, DELIVERIES):
        told = select(table.c.target).where(table.c.alert == alert)
        names |= set(connection.execute(told).scalars())
    return sorted(names)
