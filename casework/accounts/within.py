"""What lies within an account's reach: lists over many people, and one person's whole file."""

from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from casework.accounts.access import Access
from casework.accounts.authorising import Holder, Refused, Scope, authorise, check_placed
from casework.accounts.break_glass import BreakGlass
from casework.accounts.holding import areas_of, holder_of
from casework.accounts.lines import safe
from casework.accounts.operations import CONSULT
from casework.audit.line import Subject
from casework.reading import Reading
from casework.records.base import PersonRecord, Record
from casework.records.kinds import KINDS
from casework.records.person import Person
from casework.records.stored import Stored
from casework.writing import Writing

P = TypeVar("P", bound=PersonRecord)

PROTECTED = frozenset({"report_source"})
"""Kinds that nothing shows which shows a person."""


class Within:
    """Whom an account may do what on, read once for many people, in one transaction."""

    def __init__(self, access: Access, reading: Reading) -> None:
        self._now = access.store.clock()
        holder = holder_of(reading, access.account, access.rules, self._now)
        opened = _glasses(reading, access.account, self._now)
        self._holder = Holder(account=holder.account, roles=holder.roles, glass=opened)
        self._people = {stored.record.id: stored.record for stored in reading.every(Person)}

    def check(self, operation: str) -> None:
        """Raise ``Refused`` where the account may do it on nobody at all."""
        check_placed(self._holder, operation)

    def may(self, operation: str, person: str) -> bool:
        """Whether the account may do it on this person."""
        found = self._people.get(person)
        if found is None:
            return False
        return self.covers(operation, Scope(person=person, areas=areas_of(found, self._now)))

    def knows(self, person: str) -> bool:
        """Whether such a person is on file."""
        return person in self._people

    def covers(self, operation: str, scope: Scope) -> bool:
        """Whether the account may do it on what is not on file yet."""
        try:
            authorise(self._holder, operation, scope)
        except Refused:
            return False
        return True

    def people(self, operation: str) -> list[Person]:
        """Everybody on whom the account may do it, by reference."""
        return [found for found in self._people.values() if self.may(operation, found.id)]


def _glasses(reading: Reading, account: str, now: datetime) -> frozenset[str]:
    opened = (stored.record for stored in reading.every(BreakGlass))
    return frozenset(
        glass.person for glass in opened if glass.account == account and glass.open_at(now)
    )


def listed(
    access: Access,
    kind: type[P],
    query: str,
    operation: str | None = None,
    wanted: Callable[[Stored[P]], bool] = lambda _stored: True,
) -> list[Stored[P]]:
    """The records of a kind within the account's reach; one line of the log says how many.

    Raises ``Refused`` where its roles may not do that on anybody.
    """
    operation = operation or f"{kind.KIND}.{CONSULT}"
    with access.attempt(operation) as writing:
        within = Within(access, writing)
        within.check(operation)
        found = [
            stored
            for stored in list(writing.every(kind))
            if within.may(operation, stored.record.person) and wanted(stored)
        ]
        writing.searched(query, [stored.record.id for stored in found])
    return found


def whole_file(access: Access, person: str) -> list[Stored[Record]]:
    """All of a person's records that the account may see, by kind; who told is never among them.

    Raises ``Refused`` where that is none of them.
    """
    operation = f"{Person.KIND}.{CONSULT}"
    with access.attempt(operation, Subject(person=safe(person))) as writing:
        kinds = [kind for kind in writing.kinds_of(person) if kind not in PROTECTED]
        found = [stored for kind in kinds for stored in _of_kind(access, writing, person, kind)]
        if not found:
            raise Refused(operation, "nothing of that person may be seen")
    return found


def _of_kind(access: Access, writing: Writing, person: str, kind: str) -> list[Stored[Record]]:
    try:
        return list(access.visible(writing, f"{kind}.{CONSULT}", KINDS[kind], person))
    except Refused:
        return []
