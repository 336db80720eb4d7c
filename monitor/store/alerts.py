"""Groups of signals, raised or not, each sealed under its person's key."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Row, Select, select

from casework.sealing import seal, unseal
from monitor.delivery.routing import routed
from monitor.group import Group
from monitor.store.rows import insert, put
from monitor.store.tables import ALERTS, OUTBOX


class Held(NamedTuple):
    """A group as it stands in the store. Times are of the wall clock, µs.

    ``raised`` is null below the threshold; ``due`` is when somebody else is told, at ``level``.
    """

    group: Group
    raised: int | None = None
    due: int | None = None
    level: int = 0
    current: bool = True


Theme = tuple[str, str]
"""A person and a theme."""

_ENCODER = msgspec.msgpack.Encoder(order="deterministic")
_DECODER = msgspec.msgpack.Decoder(Group)


def current(
    connection: Connection, people: Iterable[str], keys: Mapping[str, bytes]
) -> dict[Theme, Held]:
    """The groups that go on, of these people."""
    query = select(ALERTS).where(ALERTS.c.person.in_(sorted(set(people))), ALERTS.c.current)
    found = (opened(row, keys[row.person]) for row in connection.execute(query))
    return {(held.group.person, held.group.theme): held for held in found}


def opened(row: Row[tuple[object, ...]], key: bytes) -> Held:
    """The group in a row; raises ``CaseworkError`` where it does not open."""
    group = _DECODER.decode(unseal(key, row.sealed, _place(row.id)))
    return Held(group, row.raised, row.due, row.level, row.current)


def save(connection: Connection, held: Iterable[Held], keys: Mapping[str, bytes]) -> None:
    """Write groups as they stand now."""
    rows = [_row(one, keys[one.group.person]) for one in held]
    put(connection, ALERTS, sorted(rows, key=lambda row: str(row["id"])))


def _row(held: Held, key: bytes) -> dict[str, object]:
    group = held.group
    return {
        "id": group.id,
        "person": group.person,
        "theme": group.theme,
        "current": held.current,
        "raised": held.raised,
        "revision": group.revision,
        "rank": group.rank,
        "state": group.standing.state,
        "opened": group.opened,
        "updated": group.updated,
        "due": held.due,
        "level": held.level,
        "sealed": seal(key, _ENCODER.encode(group), _place(group.id)),
    }


class Post(NamedTuple):
    """An alert's revision that is to be told; ``urgent`` where it is more than one that grew."""

    alert: str
    theme: str
    revision: int
    level: int
    urgent: bool


def post(connection: Connection, targets: Iterable[str], posts: list[Post], now: int) -> None:
    """Put alerts into the outbox of their targets, over what waits there of the same alert."""
    names = sorted(targets)
    rows = [
        {
            "target": target,
            "alert": one.alert,
            "revision": one.revision,
            "level": one.level,
            "urgent": one.urgent,
            "since": now,
            "attempts": 0,
            "not_before": 0,
        }
        # in one order wherever they are written, so that no two writers wait for each other
        for one in sorted(posts)
        for target in routed(names, one.theme)
    ]
    if not rows:
        return
    statement = insert(connection, OUTBOX)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["target", "alert"],
            set_={
                "revision": new.revision,
                "level": new.level,
                "urgent": OUTBOX.c.urgent | new.urgent,
            },
        ),
        rows,
    )


def all_raised() -> Select[tuple[object, ...]]:
    """Every alert that was raised, the worst and oldest first."""
    return select(ALERTS).where(ALERTS.c.raised.is_not(None))


def _place(alert: str) -> str:
    return f"alert {alert}"
