"""What is due for a person, soonest first: from dates that people set, never from a model."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta

import msgspec

from casework.basis.everybody import of_person
from casework.decisions import decision_state
from casework.moments import day_of, start_of
from casework.reading import Reading
from casework.records.base import PersonRecord
from casework.records.decision import Decision, DecisionStep
from casework.records.environment import EnvironmentalRiskAssessment, Occasion
from casework.records.intervention import Intervention
from casework.records.order import Order
from casework.records.person import Person
from casework.records.plan import RiskManagementPlan
from casework.records.referral import Referral
from casework.records.review import Review
from casework.records.visit import HomeVisit
from casework.retention.schedule import years_after
from casework.standing import managed_on, notifying_on


class Due(msgspec.Struct, frozen=True, kw_only=True):
    """Something to be done by a day, and the record that says so."""

    on: date
    person: str
    what: str
    kind: str
    id: str


def agenda(
    reading: Reading, person: str, today: date, assess_within: timedelta | None = None
) -> list[Due]:
    """All that is due for a person, overdue first.

    ``assess_within``: how long after moving in policy wants an environmental risk assessment.
    """
    return sorted(
        [
            *_reviews(reading, person),
            *_visits(reading, person),
            *_assessments(reading, person),
            *_referrals(reading, person),
            *_plans(reading, person),
            *_interventions(reading, person),
            *_evaluations(reading, person),
            *_ends(reading, person, today),
            *_last_days(reading, person, today),
            *_notification(reading, person, today),
            *_unfiled(reading, person, today, assess_within),
        ],
        key=lambda due: (due.on, due.kind, due.id),
    )


def _reviews(reading: Reading, person: str) -> Iterator[Due]:
    reviews = [stored.record for stored in reading.of(person, Review)]
    for review in reviews:
        if review.held is None:
            yield _due(review.due, f"{review.kind} review", review)
        elif review.next_due is not None and not _followed(review, reviews):
            yield _due(review.next_due, f"{review.kind} review, not filed yet", review)


def _followed(review: Review, reviews: list[Review]) -> bool:
    held = review.held or review.due
    return any(
        other.kind == review.kind and other.id != review.id and (other.held or other.due) > held
        for other in reviews
    )


def _visits(reading: Reading, person: str) -> Iterator[Due]:
    for stored in reading.of(person, HomeVisit):
        if stored.record.made is None and stored.record.due is not None:
            yield _due(stored.record.due, "home visit", stored.record)


def _assessments(reading: Reading, person: str) -> Iterator[Due]:
    for stored in reading.of(person, EnvironmentalRiskAssessment):
        if stored.record.done is None:
            what = f"environmental risk assessment ({stored.record.occasion})"
            yield _due(stored.record.due, what, stored.record)


def _referrals(reading: Reading, person: str) -> Iterator[Due]:
    for stored in reading.of(person, Referral):
        record = stored.record
        if record.answered is None:
            due = record.answer_by or record.referred
            yield _due(due, f"answer to a referral to level {record.level}", record)


def _plans(reading: Reading, person: str) -> Iterator[Due]:
    for stored in reading.of(person, RiskManagementPlan):
        yield _due(stored.record.next_review, "a measure of the plan", stored.record)


def _interventions(reading: Reading, person: str) -> Iterator[Due]:
    for stored in reading.of(person, Intervention):
        record = stored.record
        if record.is_open:
            by = record.deadline or record.tasked
            yield _due(day_of(by), f"intervention by {record.tasked_to}", record)


def _evaluations(reading: Reading, person: str) -> Iterator[Due]:
    decisions = [stored.record for stored in reading.of(person, Decision)]
    steps = [stored.record for stored in reading.of(person, DecisionStep)]
    for decision in decisions:
        state = decision_state(decision, steps, decisions)
        if state.evaluation_due is not None and state.superseded_by is None:
            yield _due(state.evaluation_due, "how the decision went", decision)


def _ends(reading: Reading, person: str, today: date) -> Iterator[Due]:
    """An order's end stops monitoring, and is said beforehand."""
    ends = of_person(reading, person).ends(start_of(today))
    if ends is not None:
        last = day_of(ends - timedelta(microseconds=1))
        yield Due(on=last, person=person, what="monitoring ends", kind="order", id=person)


def _last_days(reading: Reading, person: str, today: date) -> Iterator[Due]:
    for stored in reading.of(person, Order):
        order = stored.record
        last = order.terms[-1].last_day
        if last is not None and last >= today and order.ending is None:
            yield _due(last, f"{order.type} ends", order)


def _notification(reading: Reading, person: str, today: date) -> Iterator[Due]:
    found = reading.find(Person, person)
    notified = notifying_on(found.record, today) if found else None
    if found and notified and notified.until is not None:
        yield _due(notified.until, "notification requirements end", found.record)


def _unfiled(reading: Reading, person: str, today: date, within: timedelta | None) -> Iterator[Due]:
    found = reading.find(Person, person)
    if within is None or found is None or managed_on(found.record, today) is None:
        return
    filed = [stored.record for stored in reading.of(person, EnvironmentalRiskAssessment)]
    for occasion, address, due in assessments_required(found.record, filed, within):
        what = f"environmental risk assessment ({occasion}), not filed yet: {address}"
        kind = EnvironmentalRiskAssessment.KIND
        yield Due(on=due, person=person, what=what, kind=kind, id=person)


def _due(on: date, what: str, record: PersonRecord) -> Due:
    return Due(on=on, person=record.person, what=what, kind=record.KIND, id=record.id)


def assessments_required(
    person: Person, assessments: Iterable[EnvironmentalRiskAssessment], within: timedelta
) -> list[tuple[Occasion, str, date]]:
    """Environmental risk assessments that nobody has filed: occasion, address, day due.

    One for each address since the first registration, due ``within`` so long of moving in, and
    where the last one of the present address was done, another a year later. How long, and whether
    every year, is policy.
    """
    filed = list(assessments)
    required = []
    residences = sorted(person.residences, key=lambda one: one.since)
    for number, residence in enumerate(residences):
        occasion = Occasion.CHANGE_OF_ADDRESS if number else Occasion.FIRST_REGISTRATION
        if not any(one.address == residence.address for one in filed):
            required.append((occasion, residence.address, residence.since + within))
    if residences and residences[-1].until is None:
        required += _annual(residences[-1].address, filed)
    return required


def _annual(
    address: str, filed: list[EnvironmentalRiskAssessment]
) -> Iterator[tuple[Occasion, str, date]]:
    here = [one for one in filed if one.address == address]
    done = [one.done for one in here if one.done is not None]
    if done and all(one.done is not None for one in here):
        yield Occasion.ANNUAL, address, years_after(max(done), 1)
