"""How the monitor stands: what waits, what was refused or quarantined, who is not monitored."""

from collections.abc import Set
from typing import Any

import msgspec
from sqlalchemy import Connection, Select, func, select

from models.fits import Fits
from monitor.store.refused import NOBODY
from monitor.store.tables import ALERTS, OUTBOX, POSITIONS, QUARANTINE, REFUSED, SEEN, WORKERS


class Worker(msgspec.Struct, frozen=True, kw_only=True):
    """A process: events a second lately, records that wait for it; times are µs since 1970 UTC."""

    name: str
    seen: int
    events: int
    rate: int
    lag: int | None


class NotMonitored(msgspec.Struct, frozen=True, kw_only=True):
    """A person, or a device of theirs, whose events are not looked at, and why."""

    person: str
    device: str | None
    reason: str


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """Counts over the whole store; ``oldest_open``: when (µs) the oldest open alert was raised.

    ``not_monitored`` is null where whoever asks may not see it.
    """

    events: int
    alerts: dict[str, int]
    oldest_open: int | None
    overdue: int
    waiting: dict[str, int]
    quarantined: dict[str, int]
    refused: dict[str, int]
    partitions: int
    workers: list[Worker]
    not_monitored: list[NotMonitored] | None
    model: Fits | None = None


def status(
    connection: Connection,
    now: int,
    missing: list[NotMonitored],
    covered: Set[str] = frozenset(),
) -> Status:
    """How the store stands at ``now`` (µs); ``covered`` are people of whom something is watched."""
    known = {one.person for one in missing} | covered
    open_alerts = (ALERTS.c.raised.is_not(None), ALERTS.c.state == "open")
    oldest = select(func.min(ALERTS.c.raised)).where(*open_alerts)
    overdue = select(func.count()).select_from(ALERTS).where(ALERTS.c.due <= now)
    left = QUARANTINE.c.replayed.is_(None)
    return Status(
        events=_number(connection, select(func.count()).select_from(SEEN)),
        alerts=_counts(
            connection,
            select(ALERTS.c.state, func.count())
            .where(ALERTS.c.raised.is_not(None))
            .group_by(ALERTS.c.state),
        ),
        oldest_open=connection.execute(oldest).scalar(),
        overdue=_number(connection, overdue),
        waiting=_counts(
            connection, select(OUTBOX.c.target, func.count()).group_by(OUTBOX.c.target)
        ),
        quarantined=_counts(
            connection,
            select(QUARANTINE.c.reason, func.count()).where(left).group_by(QUARANTINE.c.reason),
        ),
        refused=_counts(
            connection,
            select(REFUSED.c.reason, func.sum(REFUSED.c.count)).group_by(REFUSED.c.reason),
        ),
        partitions=_number(connection, select(func.count()).select_from(POSITIONS)),
        workers=[Worker(**row) for row in connection.execute(_workers()).mappings()],
        not_monitored=[*missing, *_without_basis(connection, known)],
    )


def _workers() -> Select[Any]:
    column = WORKERS.c
    return select(column.name, column.seen, column.events, column.rate, column.lag)


def _without_basis(connection: Connection, told: set[str]) -> list[NotMonitored]:
    """People whose events arrive although no basis knows them."""
    column = REFUSED.c
    query = (
        select(column.person).where(column.reason == "no-basis", column.person != NOBODY).distinct()
    )
    people = sorted(set(connection.execute(query).scalars()) - told)
    reason = "events arrive, and no legal basis is on record"
    return [NotMonitored(person=person, device=None, reason=reason) for person in people]


def _number(connection: Connection, query: Select[Any]) -> int:
    return int(connection.execute(query).scalar_one())


def _counts(connection: Connection, query: Select[Any]) -> dict[str, int]:
    return {str(name): int(count) for name, count in sorted(map(tuple, connection.execute(query)))}
