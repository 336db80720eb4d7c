"""The facts that a decision rests on, read in the transaction that acts on it."""

from datetime import datetime

from casework.accounts.account import Account
from casework.accounts.authorising import Holder, Refused, Scope
from casework.accounts.break_glass import BreakGlass
from casework.accounts.credentials import last_used
from casework.accounts.disuse import is_unused
from casework.accounts.vetting import VettingRules
from casework.moments import day_of
from casework.reading import Reading
from casework.records.base import Record
from casework.records.disclosure import Disclosure
from casework.records.evidence import RecordLink
from casework.records.person import Person
from casework.standing import managed_on


def holder_of(
    reading: Reading, name: str, rules: VettingRules, now: datetime, person: str | None = None
) -> Holder:
    """The account as it stands; raises ``Refused`` where it is not there, closed or long unused."""
    found = reading.find(Account, name)
    if found is None:
        raise Refused("account", "no such account")
    account, used = found.record, last_used(reading.connection, name)
    if account.disabled is not None:
        raise Refused("account", f"disabled: {account.disabled}")
    if used is None or is_unused(day_of(used), day_of(now)):
        raise Refused("account", "unused for twelve months")
    return Holder(
        account=account,
        roles=rules.cleared(account, day_of(now)),
        glass=_glass(reading, name, person, now),
    )


def _glass(reading: Reading, name: str, person: str | None, now: datetime) -> frozenset[str]:
    if person is None:
        return frozenset()
    opened = (stored.record for stored in reading.of(person, BreakGlass))
    held = any(glass.account == name and glass.open_at(now) for glass in opened)
    return frozenset({person}) if held else frozenset()


def areas_of(person: Person, now: datetime) -> frozenset[str]:
    """The area that manages a person now, or did last."""
    managed = managed_on(person, day_of(now)) or max(
        person.management, key=lambda span: span.since, default=None
    )
    return frozenset({managed.area}) if managed else frozenset()


def scope_of(reading: Reading, person: str, now: datetime) -> Scope | None:
    """A person as something to act on; null where no such person is on file."""
    found = reading.find(Person, person)
    return Scope(person=person, areas=areas_of(found.record, now)) if found else None


Shown = dict[int, frozenset[str]]
"""Which revisions of a record were disclosed, and to which agencies."""


def disclosures_of(reading: Reading, record: Record) -> Shown:
    """To whom each revision of a record was disclosed; a disclosure itself, to its agency."""
    found: dict[int, set[str]] = {}
    if isinstance(record, Disclosure):
        return {1: frozenset({record.agency} if record.agency else ())}
    for stored in reading.of(record.about, Disclosure) if record.about else ():
        for link in stored.record.shown:
            if not isinstance(link, RecordLink) or not stored.record.agency:
                continue
            if (link.kind, link.id) == (record.KIND, record.id):
                found.setdefault(link.revision, set()).add(stored.record.agency)
    return {revision: frozenset(agencies) for revision, agencies in found.items()}
