"""Alerts that nobody acknowledged in time are told of again, one contact further each time."""

from sqlalchemy import select, update

from monitor.delivery.known import CONTACT
from monitor.policy import Policy
from monitor.severity import LADDER
from monitor.store import alerts
from monitor.store.alerts import Post
from monitor.store.opening import Store
from monitor.store.tables import ALERTS

MINUTE = 60_000_000


def remind(store: Store, targets: tuple[str, ...], policy: Policy, now: int) -> int:
    """Tell of what is overdue (``now`` in µs); how many alerts."""
    column = ALERTS.c
    people = select(column.person).where(column.due <= now).distinct()
    query = select(ALERTS).where(column.due <= now)
    with store.writing() as connection:
        # whoever changes a person's alerts holds the person first
        store.people.held(connection, connection.execute(people).scalars())
        overdue = connection.execute(query.order_by(column.id)).all()
        for row in overdue:
            minutes = policy.deadlines.get(LADDER[row.rank])
            due = None if minutes is None else now + int(minutes * MINUTE)
            changed = update(ALERTS).where(column.id == row.id)
            connection.execute(changed.values(level=row.level + 1, due=due))
            post = Post(row.id, row.theme, row.revision, row.level + 1, True)
            alerts.post(connection, (*targets, *_contacts(policy, row.level + 1)), [post], now)
        return len(overdue)


def _contacts(policy: Policy, level: int) -> tuple[str, ...]:
    """The names of those told at a level: from the last on, the same."""
    if not policy.contacts:
        return ()
    told = policy.contacts[min(level, len(policy.contacts)) - 1]
    return tuple(f"{CONTACT}{address}" for address in told)
