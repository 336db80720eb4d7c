"""A person who is managed: identity, MAPPA category and level, custody, notification, standing."""

from datetime import date
from enum import StrEnum
from itertools import pairwise
from typing import ClassVar

import msgspec

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_order, required


class Sex(StrEnum):
    """As the annual report's tables count it."""

    FEMALE = "female"
    MALE = "male"
    OTHER = "other"
    NOT_RECORDED = "not recorded"


class Standing(StrEnum):
    """Where a person stands. Wanted: a live warrant. Missing: whereabouts unknown, and concern."""

    IN_COMMUNITY = "in community"
    IN_CUSTODY = "in custody"
    IN_HOSPITAL = "in hospital"
    WANTED = "wanted"
    MISSING = "missing"
    ABROAD = "abroad"
    DECEASED = "deceased"


class Span(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From a day to a day, both included; without an end where it goes on."""

    since: date
    until: date | None = None

    def __post_init__(self) -> None:
        in_order(self.since, self.until, type(self).__name__)

    def covers(self, day: date) -> bool:
        """Whether the day lies in it."""
        return self.since <= day and (self.until is None or day <= self.until)


class Management(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """MAPPA management for a time: category 1 to 3, level 1 to 3 (null: not recorded), by whom."""

    category: int | None = None
    level: int | None = None
    authority: str
    area: str

    def __post_init__(self) -> None:
        super().__post_init__()
        required(self.area, "management: area")
        for name, number in (("category", self.category), ("level", self.level)):
            if number is not None and number not in (1, 2, 3):
                raise CaseworkError(f"management: {name} is 1, 2 or 3, not {number}")


class CustodySpell(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time in prison or in hospital by order of a court; ``until`` is the last day of it."""

    place: str
    hospital: bool = False


class Episode(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A time at which the person was wanted, missing, abroad; or since when deceased."""

    standing: Standing


class Notification(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Notification requirements (Sexual Offences Act 2003, part 2). Without end: indefinite."""

    indefinite: bool = False

    def __post_init__(self) -> None:
        super().__post_init__()
        if self.indefinite and self.until is not None:
            raise CaseworkError("notification is indefinite and yet has an end")


class Residence(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the person lives or lived."""

    address: str


class RegisterEntry(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person's number in a register outside; which register is an adapter's affair."""

    register: str
    number: str


class Person(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A managed person. ``id`` and ``person`` are the same reference, which says nothing of them.

    Histories are tuples of spans; two spans of management, or two of notification, never overlap.
    """

    KIND: ClassVar[str] = "person"

    name: str
    other_names: tuple[str, ...] = ()
    born: date | None = None
    sex: Sex = Sex.NOT_RECORDED
    ethnicity: str | None = None
    registers: tuple[RegisterEntry, ...] = ()
    management: tuple[Management, ...] = ()
    custody: tuple[CustodySpell, ...] = ()
    episodes: tuple[Episode, ...] = ()
    notification: tuple[Notification, ...] = ()
    residences: tuple[Residence, ...] = ()

    def check(self) -> None:
        """One reference; a name; no two managements or notifications at a time."""
        if self.id != self.person:
            raise CaseworkError(f"person {self.person}: id and person are one reference")
        required(self.name, "name")
        apart(self.management, "management")
        apart(self.notification, "notification")
        apart(self.custody, "custody")


def apart(spans: tuple[Span, ...], name: str) -> None:
    """No two spans on one day, but for the day on which one follows the other."""
    ordered = sorted(spans, key=lambda span: span.since)
    for before, after in pairwise(ordered):
        if before.until is None or before.until > after.since:
            raise CaseworkError(f"{name}: two at once from {after.since}")
