"""A person's records as JSON: a draft for subject access, with what is withheld named by kind.

Who told, and what would give them away, third parties' matters and live enquiries stay out until
a named reviewer passes them, kind by kind. Who told is never passed this way.
"""

from collections.abc import Collection
from datetime import datetime

import msgspec

from casework.errors import CaseworkError
from casework.moments import day_of
from casework.reading import Reading
from casework.records.base import Record
from casework.records.kinds import KINDS
from casework.records.person import Person
from casework.records.stored import Stored
from casework.standing import managed_on

NEVER = {"report_source": "a protected source"}
UNTIL_PASSED = {
    "report": "what a source told",
    "intervention": "third parties at risk",
    "disclosure": "third parties who were told",
    "visit": "others of the household",
    "flag": "a live enquiry",
    "lead": "a machine lead, unverified",
    "break_glass": "a live enquiry",
    "condition_check": "a live enquiry",
    "referral": "a live enquiry",
    "exam": "a live enquiry",
    "device": "a live enquiry, and others who use it",
    "plan": "a live enquiry",
    "review": "a live enquiry",
    "environmental_risk_assessment": "others of the household",
    "decision": "a live enquiry",
    "decision_step": "a live enquiry",
    "hold": "a live enquiry",
}
OPEN = frozenset(
    {
        "archiving",
        "order",
        "person",
        "proceeding",
        "rating",
        "retention_review",
    }
)
"""Kinds that are given. A kind that is in none of the three lists is withheld."""


class Withheld(msgspec.Struct, frozen=True, kw_only=True):
    """That records of a kind are left out, and why; not how many."""

    kind: str
    reason: str


class ExportedRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One revision of one record."""

    kind: str
    revision: int
    recorded: datetime
    record: msgspec.Raw


class PersonExport(msgspec.Struct, frozen=True, kw_only=True):
    """A person's file. ``draft`` until a reviewer is named."""

    format: str = "skerry-person-1"
    person: str
    as_at: datetime
    draft: bool
    reviewer: str | None
    withheld: tuple[Withheld, ...]
    records: tuple[ExportedRecord, ...]


def person_export(
    reading: Reading,
    person: str,
    at: datetime,
    reviewer: str | None = None,
    passed: Collection[str] = (),
) -> PersonExport:
    """The export; raises ``CaseworkError`` for a person not on file, or a kind nobody may pass."""
    reading.get(Person, person)
    check_passed(reviewer, passed)
    held: list[Withheld] = []
    records: list[ExportedRecord] = []
    for kind in reading.kinds_of(person):
        reason = reason_withheld(kind, passed)
        if reason is not None:
            held.append(Withheld(kind=kind, reason=reason))
            continue
        for current in reading.of(person, KINDS[kind]):
            revisions = reading.history(KINDS[kind], current.record.id)
            records += [_exported(stored) for stored in revisions]
    return PersonExport(
        person=person,
        as_at=at,
        draft=reviewer is None,
        reviewer=reviewer,
        withheld=tuple(held),
        records=tuple(records),
    )


def reason_withheld(kind: str, passed: Collection[str]) -> str | None:
    """Why records of a kind are left out; null where they are given."""
    if kind in NEVER:
        return NEVER[kind]
    if kind in OPEN or kind in passed:
        return None
    return UNTIL_PASSED.get(kind, "not judged yet")


def check_passed(reviewer: str | None, passed: Collection[str]) -> None:
    """Raise ``CaseworkError`` where something is passed by nobody, or cannot be passed."""
    if passed and not reviewer:
        raise CaseworkError("a named reviewer passes what is withheld")
    for kind in passed:
        if kind not in UNTIL_PASSED:
            raise CaseworkError(f"{kind} is not passed this way: {', '.join(sorted(UNTIL_PASSED))}")


def people_of_area(reading: Reading, area: str, at: datetime) -> list[str]:
    """The people managed in an area at a moment, by reference."""
    found = []
    for stored in reading.every(Person):
        management = managed_on(stored.record, day_of(at))
        if management is not None and management.area == area:
            found.append(stored.record.id)
    return found


def _exported(stored: Stored[Record]) -> ExportedRecord:
    return ExportedRecord(
        kind=stored.record.KIND,
        revision=stored.revision,
        recorded=stored.recorded,
        record=msgspec.Raw(msgspec.json.encode(stored.record)),
    )
