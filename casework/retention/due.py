"""When records are to be reviewed for erasure. Pure; nothing is ever erased by itself."""

from collections.abc import Iterable, Sequence
from datetime import date

import msgspec

from casework.moments import day_of
from casework.records.order import Order
from casework.records.person import Person, Span, Standing
from casework.records.retention import Archiving, LegalHold, RetentionReview
from casework.retention.schedule import CountedFrom, Schedule, years_after


class RetentionDue(msgspec.Struct, frozen=True, kw_only=True):
    """A rule and the day on which a person's records are to be reviewed under it."""

    person: str
    rule: str
    due: date


def retention_due(
    person: Person, orders: Sequence[Order], reviews: Iterable[RetentionReview], schedule: Schedule
) -> RetentionDue | None:
    """The rule that lets go last, and its review; null while one of them has not begun to count.

    A rule about orders, or about notification, does not hold back somebody who never had any. A
    birth that is not recorded holds nobody back either, and is named: somebody has to look. A
    review that was made since puts it off to the next review that it set.
    """
    found: list[RetentionDue] = []
    for rule in schedule.rules:
        if not _applies(rule.counted_from, person, orders):
            continue
        start = counted_from(rule.counted_from, person, orders)
        if start is None:
            return None
        due = years_after(start, rule.years)
        found.append(RetentionDue(person=person.id, rule=rule.id, due=due))
    last = max(found, key=lambda one: one.due, default=None) or _nothing_counts(person)
    if person.born is None and any(
        rule.counted_from is CountedFrom.BIRTH for rule in schedule.rules
    ):
        last = msgspec.structs.replace(last, rule=f"{last.rule} (birth not recorded)")
    later = [review.next_review for review in reviews if review.next_review is not None]
    put_off = max([last.due, *later])
    return msgspec.structs.replace(last, due=put_off)


def _applies(event: CountedFrom, person: Person, orders: Sequence[Order]) -> bool:
    match event:
        case CountedFrom.LAST_ORDER_ENDED:
            return bool(orders)
        case CountedFrom.NOTIFICATION_ENDED:
            return bool(person.notification)
        case CountedFrom.BIRTH:
            return person.born is not None
        case _:
            return True


def _nothing_counts(person: Person) -> RetentionDue:
    """Of somebody whom no rule is about: due since they were first managed."""
    begun = min((span.since for span in person.management), default=date.min)
    return RetentionDue(person=person.id, rule="no rule applies", due=begun)


def counted_from(event: CountedFrom, person: Person, orders: Sequence[Order]) -> date | None:
    """The day of the event; null where it has not come about, or is not recorded."""
    match event:
        case CountedFrom.BIRTH:
            return person.born
        case CountedFrom.DEATH:
            died = [one.since for one in person.episodes if one.standing is Standing.DECEASED]
            return min(died, default=None)
        case CountedFrom.MANAGEMENT_ENDED:
            return _last_end(person.management)
        case CountedFrom.NOTIFICATION_ENDED:
            return _last_end(person.notification)
        case CountedFrom.LAST_ORDER_ENDED:
            ends = [_end_of(order) for order in orders]
            known = [end for end in ends if end is not None]
            return max(known, default=None) if len(known) == len(ends) else None


def _last_end(spans: Sequence[Span]) -> date | None:
    ends = [span.until for span in spans]
    return None if None in ends else max((end for end in ends if end is not None), default=None)


def _end_of(order: Order) -> date | None:
    last_day = order.terms[-1].last_day
    ended = day_of(order.ending.at) if order.ending else None
    return min((day for day in (last_day, ended) if day is not None), default=None)


def holding(holds: Iterable[LegalHold]) -> LegalHold | None:
    """A hold that has not been lifted, if any."""
    return next((hold for hold in holds if hold.lifted is None), None)


def archived_people(archivings: Iterable[Archiving]) -> frozenset[str]:
    """The people whose records are in the archive."""
    by_person: dict[str, list[Archiving]] = {}
    for archiving in archivings:
        by_person.setdefault(archiving.person, []).append(archiving)
    return frozenset(person for person, own in by_person.items() if is_archived(own))


def is_archived(archivings: Iterable[Archiving]) -> bool:
    """Whether the last word is that the records are in the archive."""
    last = max(archivings, key=lambda one: (one.on, one.id), default=None)
    return last is not None and last.archived
