"""Monitor processes and their last sign of life."""

from typing import NamedTuple

from sqlalchemy import Connection, delete

from monitor.store.rows import put
from monitor.store.tables import WORKERS

LONG_GONE = 86_400_000_000
"""µs after which a process that was killed is forgotten."""


class Life(NamedTuple):
    """A process: when it started and was seen (µs), what it kept, what waits, events a second."""

    name: str
    started: int
    seen: int
    events: int
    lag: int | None
    rate: int


def alive(connection: Connection, life: Life) -> None:
    """Note a sign of life."""
    put(connection, WORKERS, [life._asdict()])


def gone(connection: Connection, name: str, now: int) -> None:
    """A process ended as it should; those that were killed long before ``now`` go with it."""
    column = WORKERS.c
    ended = (column.name == name) | (column.seen < now - LONG_GONE)
    connection.execute(delete(WORKERS).where(ended))
