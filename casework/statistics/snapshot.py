"""Where each person stands on 31 March, as the tables count it."""

from collections.abc import Iterable
from datetime import date

import msgspec

from casework.records.order import Order
from casework.records.person import Person, Sex, Standing
from casework.records.proceeding import Proceeding
from casework.standing import managed_on, notifying_on, standings_on
from casework.statistics.table import NOT_RECORDED

_NOT_AT_LIBERTY = {Standing.IN_CUSTODY, Standing.IN_HOSPITAL, Standing.ABROAD}


class Records(msgspec.Struct, frozen=True, kw_only=True):
    """What everything is counted from."""

    people: tuple[Person, ...]
    orders: tuple[Order, ...] = ()
    proceedings: tuple[Proceeding, ...] = ()

    def areas(self) -> list[str]:
        """Every area that a record names, in order."""
        managed = {span.area for person in self.people for span in person.management}
        named = {order.area for order in self.orders if order.area}
        where = {event.area for event in self.proceedings if event.area}
        return sorted(managed | named | where)

    def by_reference(self) -> dict[str, Person]:
        """The people by their references."""
        return {person.id: person for person in self.people}


class Stood(msgspec.Struct, frozen=True, kw_only=True):
    """One person on the day. ``category`` and ``level`` are null where they are not recorded.

    ``notifying``: subject to notification requirements, what the tables call a registered sex
    offender. ``at_liberty``: neither in prison, in hospital by order of a court, nor abroad.
    """

    person: str
    area: str
    managed: bool
    category: int | None
    level: int | None
    notifying: bool
    indefinite: bool
    at_liberty: bool
    wanted: bool
    missing: bool
    age: int | None
    sex: Sex
    ethnicity: str | None

    @property
    def in_community(self) -> bool:
        """At liberty and subject to notification: whom table 1 counts."""
        return self.notifying and self.at_liberty


def stood(people: Iterable[Person], day: date) -> list[Stood]:
    """Everybody who was alive and managed or notifying on the day."""
    return [one for person in people if (one := _stood(person, day)) is not None]


def area_on(person: Person | None, day: date) -> str:
    """By which area a person was managed on a day."""
    management = managed_on(person, day) if person else None
    return management.area if management else NOT_RECORDED


def level_on(person: Person | None, day: date) -> int | None:
    """At which level; null where that is not recorded."""
    management = managed_on(person, day) if person else None
    return management.level if management else None


def age_on(born: date, day: date) -> int:
    """Full years; who is born on 29 February is a year older on 1 March."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def _stood(person: Person, day: date) -> Stood | None:
    standings = set(standings_on(person, day))
    management, notification = managed_on(person, day), notifying_on(person, day)
    if Standing.DECEASED in standings or not (management or notification):
        return None
    return Stood(
        person=person.id,
        area=area_on(person, day),
        managed=management is not None,
        category=management.category if management else None,
        level=management.level if management else None,
        notifying=notification is not None,
        indefinite=notification is not None and notification.indefinite,
        at_liberty=not standings & _NOT_AT_LIBERTY,
        wanted=Standing.WANTED in standings,
        missing=Standing.MISSING in standings,
        age=None if person.born is None else age_on(person.born, day),
        sex=person.sex,
        ethnicity=person.ethnicity,
    )
