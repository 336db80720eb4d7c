"""A key a person, wrapped under the unit's master key."""

from collections.abc import Iterable

from sqlalchemy import Connection, select

from casework.sealing import new_key, seal, unseal
from monitor.store.rows import insert
from monitor.store.tables import KEYS


def keys_for(connection: Connection, master: bytes, people: Iterable[str]) -> dict[str, bytes]:
    """Their keys, made where there are none; raises ``CaseworkError`` for a wrong master key."""
    wanted = sorted(set(people))
    found = _stored(connection, master, wanted)
    missing = [person for person in wanted if person not in found]
    if missing:
        rows = [
            {"person": person, "wrapped": seal(master, new_key(), _place(person))}
            for person in missing
        ]
        connection.execute(insert(connection, KEYS).on_conflict_do_nothing(), rows)
        found |= _stored(connection, master, missing)
    return found


def _stored(connection: Connection, master: bytes, people: list[str]) -> dict[str, bytes]:
    query = select(KEYS.c.person, KEYS.c.wrapped).where(KEYS.c.person.in_(people))
    return {
        person: unseal(master, wrapped, _place(person))
        for person, wrapped in connection.execute(query)
    }


def stored_keys(connection: Connection, master: bytes, people: Iterable[str]) -> dict[str, bytes]:
    """The keys that there are: none for people who were erased."""
    return _stored(connection, master, sorted(set(people)))


def _place(person: str) -> str:
    return f"monitor key of {person}"
