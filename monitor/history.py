"""One alert in full: what it is, what people did about it, who was told, what became of events."""

from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, func, select

from casework.moments import moment_of, written
from casework.sealing import unseal
from monitor.alert import Alert
from monitor.errors import MonitorError
from monitor.rendering import alert_of
from monitor.store import alerts
from monitor.store.keys import stored_keys
from monitor.store.tables import ACTIONS, ALERTS, DELIVERIES, OUTBOX, REASONS


class Deed(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody did with the alert, at which revision, and what they said about it."""

    action: str
    author: str
    at: str
    revision: int
    note: str


class Delivery(msgspec.Struct, frozen=True, kw_only=True):
    """What a target took last, and what still waits for it; null: nothing."""

    target: str
    delivered: int | None
    at: str | None
    waiting: int | None
    attempts: int


class History(msgspec.Struct, frozen=True, kw_only=True):
    """An alert and all about it. ``raised`` is the wall clock's; alerts' times are events'.

    ``fates`` counts events of the person and theme by what became of them, those that are not part
    of this alert too.
    """

    alert: Alert
    raised: str
    due: str | None
    level: int
    because: list[str]
    actions: list[Deed]
    deliveries: list[Delivery]
    fates: dict[str, int]


def history(connection: Connection, master: bytes, alert: str) -> History:
    """All about an alert; raises ``MonitorError`` where its person was erased."""
    row = connection.execute(select(ALERTS).where(ALERTS.c.id == alert)).one()
    key = stored_keys(connection, master, [row.person]).get(row.person)
    if key is None:
        raise MonitorError(f"what alert {alert} held was erased")
    held = alerts.opened(row, key)
    return History(
        alert=alert_of(held.group),
        raised=_written(row.raised),
        due=None if row.due is None else _written(row.due),
        level=row.level,
        because=[item.because for item in held.group.evidence()],
        actions=_deeds(connection, alert, key),
        deliveries=_deliveries(connection, alert),
        fates=_fates(connection, alert, row.person, row.theme),
    )


def _deeds(connection: Connection, alert: str, key: bytes) -> list[Deed]:
    query = select(ACTIONS).where(ACTIONS.c.alert == alert).order_by(ACTIONS.c.number)
    return [
        Deed(
            action=row.action,
            author=row.author,
            at=_written(row.at),
            revision=row.revision,
            note=unseal(key, row.sealed, f"action on {alert}").decode(),
        )
        for row in connection.execute(query)
    ]


class _Told(NamedTuple):
    revision: int
    at: int


class _Waits(NamedTuple):
    revision: int
    attempts: int


def _deliveries(connection: Connection, alert: str) -> list[Delivery]:
    sent, box = DELIVERIES.c, OUTBOX.c
    told = {
        row.target: _Told(row.revision, row.at)
        for row in connection.execute(select(DELIVERIES).where(sent.alert == alert))
    }
    waits = {
        row.target: _Waits(row.revision, row.attempts)
        for row in connection.execute(select(OUTBOX).where(box.alert == alert))
    }
    return [_delivery(one, told.get(one), waits.get(one)) for one in sorted({*told, *waits})]


def _delivery(target: str, told: _Told | None, waits: _Waits | None) -> Delivery:
    return Delivery(
        target=target,
        delivered=told.revision if told else None,
        at=_written(told.at) if told else None,
        waiting=waits.revision if waits else None,
        attempts=waits.attempts if waits else 0,
    )


def _fates(connection: Connection, alert: str, person: str, theme: str) -> dict[str, int]:
    column = REASONS.c
    query = (
        select(column.reason, func.count())
        .where(column.person == person, column.theme == theme)
        .where((column.alert == alert) | column.alert.is_(None))
        .group_by(column.reason)
        .order_by(column.reason)
    )
    return {str(reason): int(count) for reason, count in connection.execute(query)}


def _written(moment: int) -> str:
    return written(moment_of(moment))
