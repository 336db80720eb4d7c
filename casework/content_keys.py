"""A content key a person: destroying it makes all that was sealed under it unreadable."""

from collections.abc import Collection

from sqlalchemy import Connection, Engine, delete, insert, select

from casework.errors import CaseworkError
from casework.sealing import new_key, seal, unseal
from casework.tables import CONTENT_KEYS

UNIT = ""
"""Whose key the unit's own records are kept under."""


class ContentKeys:
    """The keys as one transaction sees them."""

    def __init__(self, connection: Connection, master: bytes) -> None:
        self._connection, self._master = connection, master
        self._known: dict[str, bytes] = {}

    def of(self, person: str) -> bytes:
        """The person's key; raises ``CaseworkError`` where there is none (any more)."""
        key = self._known.get(person) or self._stored(person)
        if key is None:
            raise CaseworkError(f"{person or 'the unit'}: no content key: erased, or never on file")
        return key

    def made_for(self, person: str) -> bytes:
        """The person's key, made where there is none."""
        return self._known.get(person) or self._stored(person) or self._made(person)

    def make_all(self, people: Collection[str]) -> None:
        """Have the keys of all of these, made where there are none."""
        self.load()
        missing = sorted(set(people) - set(self._known))
        rows = [{"person": person, "wrapped": self._wrapped(person)} for person in missing]
        if rows:
            self._connection.execute(insert(CONTENT_KEYS), rows)

    def destroy(self, person: str) -> bool:
        """Forget the person's key; whether there was one."""
        self._known.pop(person, None)
        wanted = CONTENT_KEYS.c.person == person
        return self._connection.execute(delete(CONTENT_KEYS).where(wanted)).rowcount > 0

    def load(self) -> None:
        """Read every key at once, for a reader of everybody's records."""
        for person, wrapped in self._connection.execute(select(CONTENT_KEYS)):
            self._known[person] = unseal(self._master, wrapped, _place(person))

    def _stored(self, person: str) -> bytes | None:
        column = CONTENT_KEYS.c
        query = select(column.wrapped).where(column.person == person)
        wrapped = self._connection.execute(query).scalar()
        if wrapped is None:
            return None
        self._known[person] = unseal(self._master, wrapped, _place(person))
        return self._known[person]

    def _made(self, person: str) -> bytes:
        row = {"person": person, "wrapped": self._wrapped(person)}
        self._connection.execute(insert(CONTENT_KEYS), row)
        return self._known[person]

    def _wrapped(self, person: str) -> bytes:
        """A new key, known from here on, as it is stored."""
        key = self._known[person] = new_key()
        return seal(self._master, key, _place(person))


def has_keys(engine: Engine) -> bool:
    """Whether anything was ever sealed in this database and is still to be opened."""
    with engine.connect() as connection:
        return connection.execute(select(CONTENT_KEYS.c.person).limit(1)).first() is not None


def _place(person: str) -> str:
    return f"content key of {person}"
