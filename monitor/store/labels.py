"""What alerts were worth by the verdicts of people: the window of each at that moment, sealed.

An alert grows on; what a model learns from is what was known when somebody judged it.
"""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, Select, insert, select

from casework.sealing import seal, unseal
from models.window import Window
from monitor.store.keys import stored_keys
from monitor.store.tables import LABELS


class Origin(StrEnum):
    """Why somebody judged it: it alerted, or it was drawn from what did not."""

    ALERT = "alert"
    SAMPLE = "sample"


class Label(NamedTuple):
    """A verdict. ``at`` is the wall clock's, ``updated`` the time of the latest event, µs."""

    person: str
    alert: str
    verdict: str
    origin: Origin
    at: int
    updated: int
    window: Window


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Window)


def keep(connection: Connection, label: Label, key: bytes) -> None:
    """Keep a verdict's label."""
    row = label._asdict()
    row["sealed"] = seal(key, _ENCODER.encode(row.pop("window")), _place(label.alert, label.at))
    connection.execute(insert(LABELS), row)


def labels(connection: Connection, master: bytes, most: int | None = None) -> Iterator[Label]:
    """Labels, the latest verdict first, each alert once; of people who were erased there are none.

    ``most``: so many at most.
    """
    found = _labels(connection, master, select(LABELS).order_by(LABELS.c.number.desc()))
    seen: set[str] = set()
    for label in found:
        if label.alert in seen:
            continue
        seen.add(label.alert)
        yield label
        if most is not None and len(seen) >= most:
            return


def _labels(
    connection: Connection, master: bytes, query: Select[tuple[object, ...]]
) -> Iterator[Label]:
    rows = connection.execute(query).all()
    keys = stored_keys(connection, master, {row.person for row in rows})
    for row in rows:
        if row.person in keys:
            place = _place(row.alert, row.at)
            window = _DECODER.decode(unseal(keys[row.person], row.sealed, place))
            origin = Origin(row.origin)
            yield Label(row.person, row.alert, row.verdict, origin, row.at, row.updated, window)


def labelled(connection: Connection) -> set[str]:
    """Alerts that somebody has judged."""
    return set(connection.execute(select(LABELS.c.alert).distinct()).scalars())


def _place(alert: str, at: int) -> str:
    return f"label of {alert} at {at}"
