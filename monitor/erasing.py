"""Erasing a person from the monitor: the key to all that was sealed, and every row that names them.

What was refused stays counted, of nobody: the sums of what arrived outside the basis still add up.
What is known of duplicates names nobody either: 16 bytes of a hash of source and id. Alerts that
were delivered elsewhere are elsewhere.
"""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

from sqlalchemy import URL, Connection, Table, delete, func, inspect, make_url, select

from casework.errors import CaseworkError
from casework.retention.erasing import scrub
from monitor.errors import MonitorError
from monitor.policy import load_policy
from monitor.store.opening import Store, default_url, known_store
from monitor.store.refused import NOBODY, Outside, Tally, tallied
from monitor.store.tables import (
    ACTIONS,
    ALERTS,
    ARCHIVE,
    BASELINES,
    DECISIONS,
    DELIVERIES,
    KEYS,
    LABELS,
    OUTBOX,
    PEOPLE,
    REASONS,
    REFUSED,
    SILENCES,
)
from skerry import home

OF_AN_ALERT = (OUTBOX, DELIVERIES, ACTIONS)
OF_A_PERSON = (
    ALERTS,
    ARCHIVE,
    REASONS,
    SILENCES,
    DECISIONS,
    LABELS,
    REFUSED,
    BASELINES,
    PEOPLE,
    KEYS,
)
VACUUMED = ", ".join(table.name for table in (*OF_AN_ALERT, *OF_A_PERSON))


def erase(store: Store, person: str) -> dict[str, int]:
    """Erase a person; how many rows of what. Raises ``MonitorError``: then nobody was erased."""
    with store.writing() as connection:
        counts = erase_in(connection, person)
    scrub_store(store)
    return counts


def erase_in(connection: Connection, person: str) -> dict[str, int]:
    """The same in the caller's transaction; ``scrub_store`` is to follow it."""
    held = select(PEOPLE.c.version).where(PEOPLE.c.person == person).with_for_update()
    connection.execute(held)
    _count_of_nobody(connection, person)
    alerts = select(ALERTS.c.id).where(ALERTS.c.person == person)
    counts = {
        table.name: connection.execute(delete(table).where(table.c.alert.in_(alerts))).rowcount
        for table in OF_AN_ALERT
    }
    return counts | {table.name: _deleted(connection, table, person) for table in OF_A_PERSON}


def _deleted(connection: Connection, table: Table, person: str) -> int:
    return connection.execute(delete(table).where(table.c.person == person)).rowcount


def _count_of_nobody(connection: Connection, person: str) -> None:
    column = REFUSED.c
    query = (
        select(column.kind, column.reason, func.sum(column.count), func.max(column.last))
        .where(column.person == person)
        .group_by(column.kind, column.reason)
    )
    sums = {
        Outside(NOBODY, NOBODY, kind, reason): Tally(int(count), last)
        for kind, reason, count, last in connection.execute(query)
    }
    tallied(connection, sums)


def scrub_store(store: Store) -> None:
    """Let go of the pages on which the erased rows stood."""
    scrub(store.engine, VACUUMED)


def eraser(connection: Connection, person: str) -> int:
    """Erase a person wherever the monitor keeps something (``casework.retention.erasing.Eraser``).

    In the transaction given where casework's database holds the monitor's tables too; in
    ``monitor.db`` of ``SKERRY_HOME`` and the stores that the policy names at once, each on its own.
    Raises ``CaseworkError`` where one cannot be reached: then casework erases nobody.
    """
    count, here = 0, ""
    if inspect(connection).has_table(PEOPLE.name):
        count, here = sum(erase_in(connection, person).values()), _database(connection.engine.url)
    try:
        for address in _stores(home()):
            if _database(make_url(address)) == here:
                continue
            with closing(known_store(home(), address)) as store:
                count += sum(erase(store, person).values())
    except MonitorError as error:
        raise CaseworkError(f"{person} was not erased from the monitor: {error}") from None
    return count


def _database(url: URL) -> str:
    """One database, however its driver is called."""
    return url.set(drivername=url.get_backend_name()).render_as_string(hide_password=True)


def _stores(folder: Path) -> Iterator[str]:
    if (folder / "monitor.db").exists():
        yield default_url(folder)
    yield from load_policy(folder).stores
