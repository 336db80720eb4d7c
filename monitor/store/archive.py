"""Events that passed the gate, packed a person and batch at a time, under the person's key."""

import zlib
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

import msgspec
from sqlalchemy import Connection, delete, select
from sqlalchemy import insert as insert_into

from casework.sealing import seal, unseal
from monitor.event import Event
from monitor.events import EVENT_TYPES
from monitor.gate import Apart
from monitor.records import Coordinates
from monitor.store.keys import stored_keys
from monitor.store.rows import in_bulk
from monitor.store.tables import ARCHIVE


class Shelf(NamedTuple):
    """What is packed together: of one person, until one time (µs), for one reason held apart."""

    person: str
    until: int | None
    apart: Apart | None


class Archived(msgspec.Struct, frozen=True, array_like=True):
    """An event as it is kept. The data keep their types' names of fields."""

    id: str
    device: str
    type: str
    time: int
    received: int
    receipt_known: bool
    sequence: int | None
    handling: str | None
    identity: bytes
    at: Coordinates
    data: msgspec.Raw


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(list[Archived])
_DATA = {name: msgspec.msgpack.Decoder(kind) for name, kind in EVENT_TYPES.items()}
LEVEL = 1
WORTH_PACKING = 8192
"""Bytes below which compression would cost more of a core than it saves of a disk."""


def shelve(
    connection: Connection, shelves: Mapping[Shelf, list[Event]], keys: Mapping[str, bytes]
) -> None:
    """Write a batch's events, a row a shelf."""
    rows = [_row(shelf, events, keys[shelf.person]) for shelf, events in shelves.items()]
    in_bulk(connection, insert_into(ARCHIVE), rows)


def _row(shelf: Shelf, events: list[Event], key: bytes) -> dict[str, object]:
    first = min(event.received for event in events)
    content = _ENCODER.encode([_kept(event) for event in events])
    packed = (
        b"z" + zlib.compress(content, LEVEL) if len(content) > WORTH_PACKING else b"-" + content
    )
    return {
        "person": shelf.person,
        "kept_until": shelf.until,
        "first": first,
        "last": max(event.received for event in events),
        "count": len(events),
        "apart": None if shelf.apart is None else shelf.apart.value,
        "sealed": seal(key, packed, _place(shelf.person, first)),
    }


def _kept(event: Event) -> tuple[object, ...]:
    return (
        event.id,
        event.device,
        event.type,
        event.time,
        event.received,
        event.receipt_known,
        event.sequence,
        event.handling,
        event.identity,
        event.at,
        event.data,
    )


def archived(
    connection: Connection, master: bytes, person: str, apart: Apart | None = None
) -> Iterator[Event]:
    """A person's events, in the order in which they were kept; raises ``CaseworkError``."""
    column = ARCHIVE.c
    query = select(column.first, column.sealed).where(column.person == person)
    query = query.where(column.apart.is_(None) if apart is None else column.apart == apart)
    key = stored_keys(connection, master, [person]).get(person)
    if key is not None:
        for row in connection.execute(query.order_by(column.number)):
            yield from _opened(unseal(key, row.sealed, _place(person, row.first)), person)


def _opened(packed: bytes, person: str) -> Iterator[Event]:
    content = zlib.decompress(packed[1:]) if packed[:1] == b"z" else packed[1:]
    for kept in _DECODER.decode(content):
        fields = msgspec.structs.asdict(kept) | {"data": _DATA[kept.type].decode(kept.data)}
        yield Event(person=person, **fields)


def expire(connection: Connection, now: int) -> int:
    """Delete what may be kept no longer; how many rows."""
    return connection.execute(delete(ARCHIVE).where(ARCHIVE.c.kept_until <= now)).rowcount


def people_in(connection: Connection) -> Iterable[str]:
    """Everybody of whom something is kept."""
    return connection.execute(select(ARCHIVE.c.person).distinct()).scalars()


def _place(person: str, first: int) -> str:
    return f"events of {person} from {first}"
