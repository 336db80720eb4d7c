"""Silences as they are listed, and ending one early."""

from collections.abc import Iterator
from typing import NamedTuple

from sqlalchemy import Connection, or_, select, update

from casework.moments import moment_of, written
from monitor.errors import MonitorError
from monitor.store.opening import Store
from monitor.store.tables import SILENCES

_COLUMN = SILENCES.c


class Listed(NamedTuple):
    """A silence; without a person, of everybody. Times are the wall clock's, µs."""

    number: int
    theme: str
    person: str | None
    since: int
    until: int
    author: str
    reason: str
    lifted: int | None
    lifted_by: str | None


_LISTED = select(*(_COLUMN[name] for name in Listed._fields)).order_by(_COLUMN.number)


def listed(connection: Connection, now: int | None = None) -> Iterator[Listed]:
    """The silences that hold at a moment, or all there ever were."""
    query = _LISTED
    if now is not None:
        query = query.where(_COLUMN.until > now)
        query = query.where(or_(_COLUMN.lifted.is_(None), _COLUMN.lifted > now))
    return (Listed(*found) for found in connection.execute(query))


def find(connection: Connection, number: int) -> Listed:
    """A silence; raises ``MonitorError`` where there is none of that number."""
    found = connection.execute(_LISTED.where(_COLUMN.number == number)).one_or_none()
    if found is None:
        raise MonitorError(f"there is no silence {number}: monitor silences lists them")
    return Listed(*found)


def lift(store: Store, number: int, author: str, now: int) -> None:
    """End a silence at ``now`` (µs): what is received later is told of. Raises ``MonitorError``."""
    with store.writing() as connection:
        known = find(connection, number)
        if known.until <= now or known.lifted is not None:
            raise MonitorError(f"silence {number} is over already")
        changed = update(SILENCES).where(_COLUMN.number == number)
        connection.execute(changed.values(lifted=now, lifted_by=author))


def row(one: Listed) -> list[object]:
    """A silence as it is shown."""
    cells = one._asdict()
    for name in ("since", "until", "lifted"):
        cells[name] = None if cells[name] is None else written(moment_of(cells[name]))
    return list(cells.values())
