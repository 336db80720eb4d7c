from datetime import date, timedelta

from casework.act import Act
from casework.agenda import agenda, assessments_required
from casework.records.environment import EnvironmentalRiskAssessment, Occasion
from casework.records.person import Residence
from casework.store import Store
from tests.casework.filled import fill
from tests.casework.people import person

WITHIN = timedelta(days=30)


def test_what_is_due_comes_soonest_first_and_what_was_done_does_not_come(
    store: Store, act: Act
) -> None:
    fill(store, act)
    with store.reading() as reading:
        found = agenda(reading, "P-0042", date(2026, 11, 20))
    assert [(due.on.isoformat(), due.what) for due in found] == [
        ("2026-11-05", "intervention by officer-2"),
        ("2026-12-01", "environmental risk assessment (first registration)"),
        ("2026-12-01", "management review"),
        ("2026-12-03", "answer to a referral to level 2"),
        ("2026-12-05", "how the decision went"),
        ("2027-02-01", "a measure of the plan"),
        ("2027-10-31", "SHPO ends"),
        ("2027-10-31", "monitoring ends"),
    ]


def test_the_store_s_position_grows_with_every_change(store: Store, act: Act) -> None:
    before = store.position()
    with store.writing(act) as writing:
        writing.add(person(42))
    assert store.position() == before + 1


def home(since: date, address: str, until: date | None = None) -> Residence:
    return Residence(since=since, until=until, address=address)


def assessment(address: str, done: date | None) -> EnvironmentalRiskAssessment:
    return EnvironmentalRiskAssessment(
        id="A-1",
        person="P-0042",
        occasion=Occasion.FIRST_REGISTRATION,
        address=address,
        due=date(2026, 2, 1),
        done=done,
        assessor="officer-1" if done else None,
        acceptable=True if done else None,
    )


def test_each_address_needs_an_assessment_and_the_present_one_another_each_year() -> None:
    moved = date(2026, 6, 1)
    given = person(
        42, residences=(home(date(2026, 1, 1), "1 Nowhere", moved), home(moved, "2 Nowhere"))
    )
    assert assessments_required(given, [], WITHIN) == [
        (Occasion.FIRST_REGISTRATION, "1 Nowhere", date(2026, 1, 31)),
        (Occasion.CHANGE_OF_ADDRESS, "2 Nowhere", date(2026, 7, 1)),
    ]
    both = [assessment("1 Nowhere", date(2026, 1, 20)), assessment("2 Nowhere", date(2026, 6, 20))]
    assert assessments_required(given, both, WITHIN) == [
        (Occasion.ANNUAL, "2 Nowhere", date(2027, 6, 20))
    ]
    pending = [both[0], assessment("2 Nowhere", None)]
    assert assessments_required(given, pending, WITHIN) == []
