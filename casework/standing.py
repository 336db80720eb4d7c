"""Where a person stands on a day: managed how, where, in custody, wanted, notifying."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from casework.records.person import (
    Management,
    Notification,
    Person,
    Residence,
    Span,
    Standing,
)

S = TypeVar("S", bound=Span)

_WEIGHT = (
    Standing.DECEASED,
    Standing.WANTED,
    Standing.MISSING,
    Standing.IN_CUSTODY,
    Standing.IN_HOSPITAL,
    Standing.ABROAD,
    Standing.IN_COMMUNITY,
)
"""Which of several is shown first: what an officer must know, then where the person is."""


def on(spans: Iterable[S], day: date) -> S | None:
    """The span that covers the day; of two that meet on it, the one that begins."""
    covering = [span for span in spans if span.covers(day)]
    return max(covering, key=lambda span: span.since, default=None)


def managed_on(person: Person, day: date) -> Management | None:
    """Category, level, authority and area on a day; null where the person is not managed."""
    return on(person.management, day)


def notifying_on(person: Person, day: date) -> Notification | None:
    """The notification requirements in force on a day."""
    return on(person.notification, day)


def residence_on(person: Person, day: date) -> Residence | None:
    """Where the person lives on a day, as far as is known."""
    return on(person.residences, day)


def standings_on(person: Person, day: date) -> tuple[Standing, ...]:
    """All that hold on a day (somebody may be wanted and abroad), the weightiest first."""
    found = {episode.standing for episode in person.episodes if episode.covers(day)}
    spell = on(person.custody, day)
    if spell is not None:
        found.add(Standing.IN_HOSPITAL if spell.hospital else Standing.IN_CUSTODY)
    if not found - {Standing.WANTED, Standing.MISSING}:
        found.add(Standing.IN_COMMUNITY)
    return tuple(standing for standing in _WEIGHT if standing in found)


def standing_on(person: Person, day: date) -> Standing:
    """The weightiest."""
    return standings_on(person, day)[0]
