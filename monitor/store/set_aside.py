"""What stands in quarantine, what was told of it, and what could be understood later."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, Update, and_, func, select, update

from monitor.event import Poison
from monitor.quarantined import Quarantined
from monitor.records import Coordinates
from monitor.store.tables import QUARANTINE

_COLUMN = QUARANTINE.c


class SetAside(NamedTuple):
    """A quarantined record; when it was set aside, and understood after all (µs, or null)."""

    record: Quarantined
    at: int
    replayed: int | None

    @property
    def place(self) -> Coordinates:
        """Where it stands."""
        return Coordinates(self.record.topic, self.record.partition, self.record.offset)


def set_aside(connection: Connection, topic: str | None = None) -> list[SetAside]:
    """All of a topic, or of all, in the order of their coordinates."""
    query = _ordered()
    return _found(connection, query if topic is None else query.where(_COLUMN.topic == topic))


def untold(connection: Connection, most: int) -> list[SetAside]:
    """So many of those that nobody was told of yet."""
    return _found(connection, _ordered().where(_COLUMN.told.is_(False)).limit(most))


def _ordered() -> Select[Any]:
    return select(QUARANTINE).order_by(_COLUMN.topic, _COLUMN.partition, _COLUMN.offset)


def _found(connection: Connection, query: Select[Any]) -> list[SetAside]:
    return [
        SetAside(
            Quarantined(
                topic=row.topic,
                partition=row.partition,
                offset=row.offset,
                length=row.length,
                sha256=row.sha256,
                reason=Poison(row.reason),
            ),
            row.at,
            row.replayed,
        )
        for row in connection.execute(query)
    ]


def note_told(connection: Connection, records: Iterable[SetAside]) -> None:
    """Every target took these."""
    for one in records:
        connection.execute(_update(one.place).values(told=True))


def note_replayed(connection: Connection, places: Iterable[Coordinates], now: int) -> None:
    """These were understood after all; ``now`` in µs."""
    for place in places:
        connection.execute(_update(place).where(_COLUMN.replayed.is_(None)).values(replayed=now))


def _update(place: Coordinates) -> Update:
    return update(QUARANTINE).where(
        and_(
            _COLUMN.topic == place.topic,
            _COLUMN.partition == place.partition,
            _COLUMN.offset == place.offset,
        )
    )


def left_by_reason(connection: Connection) -> dict[str, int]:
    """How many still wait to be understood, by reason."""
    query = select(_COLUMN.reason, func.count()).where(_COLUMN.replayed.is_(None))
    rows = connection.execute(query.group_by(_COLUMN.reason).order_by(_COLUMN.reason))
    return {str(reason): int(count) for reason, count in rows}
