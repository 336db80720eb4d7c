"""What an account does with the store: allowed, logged and done in one transaction, or refused.

A refusal is logged in a transaction of its own, since the refused one leaves nothing behind.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import TypeVar

import msgspec

from casework.accounts.account import Account
from casework.accounts.authorising import Holder, Permit, Refused, Scope, authorise
from casework.accounts.break_glass import BreakGlass
from casework.accounts.holding import areas_of, disclosures_of, holder_of, scope_of
from casework.accounts.lines import how, log_consultation, safe
from casework.accounts.operations import ADD, BESIDE, CONSULT, LOGGING_ITSELF, REVISE
from casework.accounts.own_hand import hand_of
from casework.accounts.permissions import Reach
from casework.accounts.vetting import VettingRules
from casework.act import Act, Operation
from casework.audit.line import Detail, Subject
from casework.audit.log import NOBODY
from casework.errors import CaseworkError
from casework.ids import new_id
from casework.reading import Reading
from casework.records.base import PersonRecord, Record
from casework.records.person import Person
from casework.records.stored import Stored
from casework.store import Store
from casework.writing import Writing

R = TypeVar("R", bound=Record)

APART = (Account, BreakGlass)
"""Kinds that are changed by functions of their own, which hold to further rules."""


class Access:
    """The store as one account may use it. Vetting, disuse and reach are judged at every use."""

    def __init__(
        self, store: Store, account: str, rules: VettingRules, reason: str | None = None
    ) -> None:
        self.store, self.account, self.rules = store, account, rules
        self._reason = reason

    def consult(self, kind: type[R], reference: str, reason: str | None = None) -> Stored[R]:
        """A record's current revision, or the last one disclosed to the account's agency."""
        operation = f"{kind.KIND}.{CONSULT}"
        with self.attempt(operation, Subject(kind=kind.KIND), self.act(reason)) as writing:
            found = writing.find(kind, reference)
            if found is None:
                raise Refused(operation, "not on file")
            permit = self._may_see(writing, operation, found)
            seen = self._seen(writing, found, permit)
            log_consultation(writing, seen, permit)
        return seen

    def history(self, kind: type[R], reference: str) -> list[Stored[R]]:
        """Every revision that the account may see, the latest first; raises ``Refused``."""
        operation = f"{kind.KIND}.{CONSULT}"
        with self.attempt(operation, Subject(kind=kind.KIND)) as writing:
            found = writing.find(kind, reference)
            if found is None:
                raise Refused(operation, "not on file")
            permit = self._may_see(writing, operation, found)
            seen = self._revisions(writing, found, permit)
            log_consultation(writing, seen[0], permit)
        return seen

    def consult_all(self, kind: type[R], person: str, reason: str | None = None) -> list[Stored[R]]:
        """What the account may see of a person's records of a kind; refused where it is nothing.

        Raises ``Refused`` where the person has such records and none of them may be seen, and where
        the account may not consult the kind at all about that person.
        """
        operation = f"{kind.KIND}.{CONSULT}"
        subject = Subject(person=safe(person), kind=kind.KIND)
        with self.attempt(operation, subject, self.act(reason)) as writing:
            seen = list(self.visible(writing, operation, kind, person))
            if not seen:
                scope = scope_of(writing, person, self.store.clock())
                self.permit(writing, operation, scope, person)
                writing.note(Operation.CONSULTATION, subject, {"found": 0})
        return seen

    def add(self, record: R, reason: str | None = None) -> Stored[R]:
        """File a new record; raises ``Refused``, and ``CaseworkError`` as the store does."""
        operation = f"{record.KIND}.{ADD}"
        with self.doing(operation, record.about, reason, new=record) as writing:
            return writing.add(record)

    def revise(self, record: R, after: int, reason: str | None = None) -> Stored[R]:
        """File the next revision; raises ``Refused``, and ``CaseworkError`` as the store does."""
        operation = f"{record.KIND}.{REVISE}"
        with self.doing(operation, record.about, reason, new=record) as writing:
            found = writing.find(type(record), record.id)
            # whose it is, and how often it was changed, is told to nobody who may not see it
            if found is None or found.record.about != record.about:
                raise Refused(operation, "not on file, or about another")
            return writing.revise(record, after)

    @contextmanager
    def doing(
        self,
        operation: str,
        person: str | None = None,
        reason: str | None = None,
        recipient: str | None = None,
        new: Record | None = None,
    ) -> Iterator[Writing]:
        """A transaction for one operation, allowed first; one beside records is logged here.

        ``new`` is a record that is to be written in it.
        """
        act = self.act(reason, recipient)
        subject = Subject(person=safe(person))
        with self.attempt(operation, subject, act) as writing:
            if isinstance(new, APART):
                raise Refused(operation, "changed by functions of its own only")
            scope = self._scope(writing, person, new)
            permit = self.permit(writing, operation, scope, person)
            if operation.endswith(f".{ADD}"):
                self._check_hand(writing, scope, new)
            if (operation in BESIDE and operation not in LOGGING_ITSELF) or permit.by_glass:
                kind = BESIDE.get(operation, Operation.ACCESS)
                writing.note(kind, subject, {"operation": operation, **how(permit)})
            yield writing

    def add_all(self, records: Sequence[PersonRecord], reason: str | None = None) -> None:
        """File new records of one person together, or none; raises as ``add`` does."""
        first = records[0]
        with self.doing(f"{first.KIND}.{ADD}", first.person, reason, new=first) as writing:
            scope = self._scope(writing, first.person, None)
            for record in records:
                self.permit(writing, f"{record.KIND}.{ADD}", scope, first.person)
                self._check_hand(writing, scope, record)
                writing.add(record)

    def search(self, query: str, reason: str | None = None) -> list[Person]:
        """People whose reference or a name holds the text, of those the account may search."""
        operation, now = "person.search", self.store.clock()
        wanted = " ".join(query.casefold().split())
        if not wanted:
            raise CaseworkError("a search says for what")
        with self.attempt(operation, NOBODY, self.act(reason)) as writing:
            holder = holder_of(writing, self.account, self.rules, now)
            authorise(holder, operation, Scope(areas=frozenset(holder.account.areas)))
            found = [
                stored.record
                for stored in writing.every(Person)
                if wanted in _searched(stored.record)
                and _allows(holder, operation, stored.record, now)
            ]
            # a name in the log would outlive the person's erasure
            writing.searched("by name or reference", [person.id for person in found])
        return found

    def break_glass(self, person: str, reason: str, lasts: timedelta) -> Stored[BreakGlass]:
        """Open a person's records beyond the account's reach, for a time; supervisors are told."""
        now = self.store.clock()
        glass = BreakGlass(
            id=new_id(now),
            person=person,
            account=self.account,
            reason=reason,
            opened=now,
            until=now + lasts,
        )
        with self.doing(f"{BreakGlass.KIND}.{ADD}", person, reason) as writing:
            return writing.add(glass)

    def notice_break_glass(self, reference: str) -> Stored[BreakGlass]:
        """A supervisor has seen it; raises ``Refused``."""
        with self.doing(f"{BreakGlass.KIND}.{REVISE}") as writing:
            found = writing.get(BreakGlass, reference)
            seen = msgspec.structs.replace(found.record, seen_by=self.account)
            return writing.revise(seen, found.revision)

    def permit(
        self, reading: Reading, operation: str, scope: Scope | None, person: str | None
    ) -> Permit:
        """Judge one operation in the caller's transaction; raises ``Refused``."""
        now = self.store.clock()
        holder = holder_of(reading, self.account, self.rules, now, person)
        if scope is None:
            raise Refused(operation, "no such person on file")
        return authorise(holder, operation, scope)

    def permit_on(self, reading: Reading, operation: str, person: str) -> Permit:
        """The same for an operation on a person; raises ``Refused``."""
        return self.permit(reading, operation, self._scope(reading, person, None), person)

    @contextmanager
    def attempt(
        self, operation: str, subject: Subject = NOBODY, act: Act | None = None
    ) -> Iterator[Writing]:
        """A transaction in which whatever is refused leaves a line of the refusal, and no more."""
        act = act or self.act()
        try:
            with self.store.writing(act) as writing:
                yield writing
        except Refused as refusal:
            detail: Detail = {"refused": operation, "because": refusal.why}
            with self.store.writing(act) as writing:
                writing.note(Operation.ACCESS, subject, detail)
            raise Refused(operation, refusal.why) from None

    def _check_hand(self, reading: Reading, scope: Scope | None, new: Record | None) -> None:
        """What a record says that somebody did, it says of who is signed in, and rightly."""
        hand = hand_of(new) if new is not None else None
        if new is None or hand is None:
            return
        who, operation = hand
        if who != self.account:
            raise Refused(operation, "in another's name")
        self.permit(reading, operation, scope, new.about)

    def _scope(self, reading: Reading, person: str | None, new: Record | None) -> Scope | None:
        if person is None:
            return Scope(account=self.account)
        now = self.store.clock()
        on_file = scope_of(reading, person, now)
        if on_file is None and isinstance(new, Person):
            return Scope(person=person, areas=areas_of(new, now))
        return on_file

    def _may_see(self, reading: Reading, operation: str, found: Stored[R]) -> Permit:
        record = found.record
        person = record.about
        scope = self._scope(reading, person, None)
        if scope is not None:
            shown = disclosures_of(reading, record).values()
            agencies = frozenset(agency for revision in shown for agency in revision)
            scope = msgspec.structs.replace(scope, disclosed_to=agencies)
        return self.permit(reading, operation, scope, person)

    def _seen(self, reading: Reading, found: Stored[R], permit: Permit) -> Stored[R]:
        if permit.reach is not Reach.DISCLOSED:
            return found
        return self._revisions(reading, found, permit)[0]

    def _revisions(self, reading: Reading, found: Stored[R], permit: Permit) -> list[Stored[R]]:
        history = reading.history(type(found.record), found.record.id)[::-1]
        if permit.reach is not Reach.DISCLOSED:
            return history
        agency = reading.get(Account, self.account).record.agency
        shown = disclosures_of(reading, found.record)
        revisions = {number for number, agencies in shown.items() if agency in agencies}
        seen = [stored for stored in history if stored.revision in revisions]
        if not seen:
            raise Refused(permit.operation, "the revision disclosed is not on file")
        return seen

    def visible(
        self, writing: Writing, operation: str, kind: type[R], person: str
    ) -> Iterator[Stored[R]]:
        """Of a person's records of a kind, those that the account may see, each logged.

        Raises ``Refused`` where there are some and none of them may be seen.
        """
        refusal: Refused | None = None
        count = 0
        for found in writing.of(person, kind):
            try:
                permit = self._may_see(writing, operation, found)
                seen = self._seen(writing, found, permit)
            except Refused as error:
                refusal = error
                continue
            count += 1
            log_consultation(writing, seen, permit)
            yield seen
        if refusal is not None and not count:
            raise refusal

    def act(self, reason: str | None = None, recipient: str | None = None) -> Act:
        """What is done here is done in the account's name."""
        return Act(actor=self.account, reason=reason or self._reason, recipient=recipient)


def _searched(person: Person) -> str:
    return " ".join(" ".join((person.id, person.name, *person.other_names)).casefold().split())


def _allows(holder: Holder, operation: str, person: Person, now: datetime) -> bool:
    try:
        authorise(holder, operation, Scope(person=person.id, areas=areas_of(person, now)))
    except Refused:
        return False
    return True
