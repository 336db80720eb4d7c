"""Reading records: the current revision, all revisions, one person's, everybody's."""

from collections.abc import Iterator
from typing import TypeVar

from sqlalchemy import Connection, Row, Select, func, select

from casework.content_keys import UNIT, ContentKeys
from casework.errors import CaseworkError
from casework.moments import moment_of
from casework.records.base import Record
from casework.records.coding import opened
from casework.records.kinds import KINDS
from casework.records.stored import Stored
from casework.sealing import unseal
from casework.tables import RECORDS

R = TypeVar("R", bound=Record)

_NEWER = RECORDS.alias("newer")
_SAME = (_NEWER.c.kind == RECORDS.c.kind) & (_NEWER.c.id == RECORDS.c.id)
_IS_CURRENT = (
    RECORDS.c.revision == select(func.max(_NEWER.c.revision)).where(_SAME).scalar_subquery()
)


class Reading:
    """Records as one transaction sees them. What is read through it is logged by who opened it."""

    def __init__(self, connection: Connection, keys: ContentKeys) -> None:
        self.connection, self.keys = connection, keys

    def get(self, kind: type[R], reference: str) -> Stored[R]:
        """The current revision; raises ``CaseworkError`` where there is no such record."""
        found = self.find(kind, reference)
        if found is None:
            raise CaseworkError(f"no {kind.KIND} {reference} on file")
        return found

    def find(self, kind: type[R], reference: str) -> Stored[R] | None:
        """The current revision, if there is such a record."""
        query = _rows(kind).where(RECORDS.c.id == reference, _IS_CURRENT)
        row = self.connection.execute(query).one_or_none()
        return None if row is None else self._stored(kind, row)

    def history(self, kind: type[R], reference: str) -> list[Stored[R]]:
        """Every revision, oldest first; empty where there is no such record."""
        query = _rows(kind).where(RECORDS.c.id == reference).order_by(RECORDS.c.revision)
        return [self._stored(kind, row) for row in self.connection.execute(query)]

    def of(self, person: str, kind: type[R]) -> list[Stored[R]]:
        """The current revisions of a person's records of a kind, in the order they were begun."""
        query = _rows(kind).where(RECORDS.c.person == person, _IS_CURRENT)
        return [self._stored(kind, row) for row in self.connection.execute(query)]

    def every(self, kind: type[R]) -> Iterator[Stored[R]]:
        """The current revisions of all records of a kind, by id."""
        self.keys.load()
        for row in self.connection.execute(_rows(kind).where(_IS_CURRENT)):
            yield self._stored(kind, row)

    def ids(self, kind: type[Record]) -> set[str]:
        """What the records of a kind are called; none of them is opened."""
        query = select(RECORDS.c.id).where(RECORDS.c.kind == kind.KIND).distinct()
        return set(self.connection.execute(query).scalars())

    def kinds_of(self, person: str) -> dict[str, int]:
        """How many records of each kind there are about a person."""
        count = func.count(func.distinct(RECORDS.c.id))
        query = select(RECORDS.c.kind, count).where(RECORDS.c.person == person)
        grouped = query.group_by(RECORDS.c.kind).order_by(RECORDS.c.kind)
        return {kind: int(found) for kind, found in self.connection.execute(grouped)}

    def _stored(self, kind: type[R], row: Row[tuple[object, ...]]) -> Stored[R]:
        key = self.keys.of(row.person or UNIT)
        body = unseal(key, row.body, place_of(kind, row.id, row.revision))
        record, reason = opened(kind, body)
        return Stored(
            record=record,
            revision=row.revision,
            author=row.author,
            recorded=moment_of(row.recorded),
            reason=reason,
            sequence=row.sequence,
        )


def place_of(kind: type[Record], reference: str, revision: int) -> str:
    """What a sealed body is bound to."""
    return f"{kind.KIND} {reference} revision {revision}"


def _rows(kind: type[Record]) -> Select[tuple[object, ...]]:
    if KINDS.get(kind.KIND) is not kind:
        raise CaseworkError(f"{kind.__name__} is no kind of record")
    return select(RECORDS).where(RECORDS.c.kind == kind.KIND).order_by(RECORDS.c.id)
