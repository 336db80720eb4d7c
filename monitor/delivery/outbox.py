"""From the outbox to one target: what waits is read, told, and only then noted as delivered."""

from typing import NamedTuple

from sqlalchemy import Connection, and_, delete, or_, select, update

from monitor.delivery.base import DeliveryError, Notice, Target
from monitor.judged import Judging, judged
from monitor.rendering import alert_of
from monitor.store import alerts
from monitor.store.keys import stored_keys
from monitor.store.opening import Store
from monitor.store.rows import put
from monitor.store.tables import ALERTS, DELIVERIES, OUTBOX

MOST = 200
SECOND = 1_000_000
LONGEST_PAUSE = 60 * SECOND


class Waiting(NamedTuple):
    """An alert's row of the outbox."""

    alert: str
    revision: int
    level: int
    attempts: int


def deliver(
    store: Store, target: Target, gap: float, now: int, judge: Judging | None = None
) -> int:
    """Tell the target what waits for it; how many alerts. Raises ``DeliveryError`` after noting it.

    What only grew waits until ``gap`` seconds have passed since it was told of last. What ``judge``
    says is told with it, and changes neither what is told nor when.
    """
    with store.reading() as connection:
        waiting = _waiting(connection, target.name, gap, now)
        notices = _notices(connection, store.master, waiting, judge)
    if not waiting:
        return 0
    try:
        if notices:
            target.deliver(notices)
    except DeliveryError:
        with store.writing() as connection:
            _put_off(connection, target.name, waiting, now)
        raise
    with store.writing() as connection:
        _delivered(connection, target.name, waiting, notices, now)
    return len(notices)


def _waiting(connection: Connection, target: str, gap: float, now: int) -> list[Waiting]:
    box, sent = OUTBOX.c, DELIVERIES.c
    told = and_(sent.target == box.target, sent.alert == box.alert)
    query = (
        select(box.alert, box.revision, box.level, box.attempts)
        .join_from(OUTBOX, DELIVERIES, told, isouter=True)
        .where(box.target == target, box.not_before <= now)
        .where(or_(box.urgent, sent.at.is_(None), sent.at <= now - int(gap * SECOND)))
        .order_by(box.urgent.desc(), box.since)
        .limit(MOST)
    )
    return [Waiting(*row) for row in connection.execute(query)]


def _notices(
    connection: Connection, master: bytes, waiting: list[Waiting], judge: Judging | None
) -> list[Notice]:
    levels = {one.alert: one.level for one in waiting}
    rows = connection.execute(select(ALERTS).where(ALERTS.c.id.in_(sorted(levels)))).all()
    keys = stored_keys(connection, master, {row.person for row in rows})
    groups = [alerts.opened(row, keys[row.person]).group for row in rows if row.person in keys]
    return [
        Notice(alert_of(group, said), levels[group.id])
        for group, said in zip(groups, judged(judge, connection, groups, keys), strict=True)
    ]


def _delivered(
    connection: Connection, target: str, waiting: list[Waiting], notices: list[Notice], now: int
) -> None:
    told = {notice.alert.id: notice.alert.revision for notice in notices}
    put(
        connection,
        DELIVERIES,
        [
            {
                "target": target,
                "alert": one.alert,
                "revision": told[one.alert],
                "level": one.level,
                "at": now,
            }
            for one in sorted(waiting)
            if one.alert in told
        ],
    )
    for one in sorted(waiting):
        done = delete(OUTBOX).where(OUTBOX.c.target == target, OUTBOX.c.alert == one.alert)
        revision = told.get(one.alert, one.revision)
        connection.execute(done.where(OUTBOX.c.revision <= revision, OUTBOX.c.level <= one.level))


def _put_off(connection: Connection, target: str, waiting: list[Waiting], now: int) -> None:
    for one in sorted(waiting):
        pause = min(SECOND << min(one.attempts, 6), LONGEST_PAUSE)
        row = update(OUTBOX).where(OUTBOX.c.target == target, OUTBOX.c.alert == one.alert)
        connection.execute(row.values(attempts=one.attempts + 1, not_before=now + pause))
