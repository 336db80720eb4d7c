"""What is remembered of people, read and written in a batch's transaction."""

import secrets
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from sqlalchemy import Connection, select

from casework.sealing import seal, unseal
from monitor.memory import Memory, unpacked
from monitor.store.keys import keys_for
from monitor.store.rows import insert, put
from monitor.store.tables import PEOPLE


class Remembered(NamedTuple):
    """A person's memory as it stands at a version, and the key that it is kept under.

    ``live`` is the same as ``content``, unpacked, where whoever takes it may change it.
    """

    version: int
    content: bytes
    key: bytes
    live: Memory | None = None

    def memory(self) -> Memory:
        """The memory, to be changed: asked for once."""
        if self.live is not None:
            return self.live
        return unpacked(self.content) if self.content else Memory()


class People:
    """Memories read before are not read again while their version stands."""

    MOST = 50_000
    MOST_LIVE = 5_000
    """Memories that are kept unpacked, too: unpacking one costs as much as an event's words."""

    def __init__(self, master: bytes) -> None:
        self._master = master
        self._known: dict[str, Remembered] = {}
        self._live = 0

    def held(self, connection: Connection, people: Iterable[str]) -> dict[str, Remembered]:
        """These people's memories, theirs until the transaction ends; empty for new ones."""
        wanted = sorted(set(people))
        versions = _versions(connection, wanted)
        missing = [person for person in wanted if person not in versions]
        if missing:
            self._begin(connection, missing)
            versions |= _versions(connection, missing)
        stale = [one for one in wanted if self._version(one) != versions[one]]
        return self._read(connection, stale) | {
            one: self._lent(one) for one in wanted if self._version(one) == versions[one]
        }

    def _lent(self, person: str) -> Remembered:
        """What is known, whose live memory is the caller's: a change may come to nothing."""
        known = self._known[person]
        if known.live is not None:
            self._known[person] = known._replace(live=None)
            self._live -= 1
        return known

    def save(
        self,
        connection: Connection,
        changed: Mapping[str, Remembered],
        wake: Mapping[str, int | None],
    ) -> None:
        """Write memories at their new versions."""
        rows = [
            {
                "person": person,
                "version": one.version,
                "wake": wake[person],
                "sealed": seal(one.key, one.content, _place(person)),
            }
            for person, one in changed.items()
        ]
        put(connection, PEOPLE, rows)

    def committed(self, changed: Mapping[str, Remembered]) -> None:
        """Remember what was written, once that is durable."""
        if len(self._known) > self.MOST:
            self._known.clear()
            self._live = 0
        if self._live + len(changed) > self.MOST_LIVE:
            self._known = {name: one._replace(live=None) for name, one in self._known.items()}
            self._live = 0
        self._known.update(changed)
        self._live += sum(one.live is not None for one in changed.values())

    def _version(self, person: str) -> int | None:
        known = self._known.get(person)
        return None if known is None else known.version

    def _begin(self, connection: Connection, people: list[str]) -> None:
        keys = keys_for(connection, self._master, people)
        rows = [
            {
                "person": one,
                # after an erasure no version comes again that another process may remember
                "version": secrets.randbits(48),
                "wake": None,
                "sealed": seal(keys[one], b"", _place(one)),
            }
            for one in people
        ]
        connection.execute(insert(connection, PEOPLE).on_conflict_do_nothing(), rows)

    def _read(self, connection: Connection, people: list[str]) -> dict[str, Remembered]:
        if not people:
            return {}
        keys = keys_for(connection, self._master, people)
        column = PEOPLE.c
        query = select(column.person, column.version, column.sealed).where(
            column.person.in_(people)
        )
        return {
            person: Remembered(version, unseal(keys[person], sealed, _place(person)), keys[person])
            for person, version, sealed in connection.execute(query)
        }


def _versions(connection: Connection, people: list[str]) -> dict[str, int]:
    column = PEOPLE.c
    query = select(column.person, column.version).where(column.person.in_(people))
    locked = query.order_by(column.person).with_for_update()
    return {row.person: row.version for row in connection.execute(locked)}


def _place(person: str) -> str:
    return f"memory of {person}"
