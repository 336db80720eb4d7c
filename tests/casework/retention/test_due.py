from datetime import date
from pathlib import Path

import msgspec
import pytest

from casework.act import Act
from casework.errors import CaseworkError
from casework.records.person import Episode, Management, Person, Standing
from casework.records.retention import Archiving
from casework.retention.due import is_archived, retention_due
from casework.retention.schedule import (
    CountedFrom,
    RetentionRule,
    Schedule,
    read_schedule,
    years_after,
)
from casework.store import Store
from tests.casework.filled import fill
from tests.casework.people import person
from tests.casework.retention.test_erasing import review
from tests.casework.samples import order

SCHEDULE = """
schedule = "unreal"
version = "1"

[[rules]]
id = "managed"
title = "Ten years after management"
counted_from = "management ended"
years = 10
review_every = 5

[[rules]]
id = "orders"
title = "Twelve years after the last order"
counted_from = "last order ended"
years = 12
review_every = 5
"""


@pytest.fixture
def schedule(tmp_path: Path) -> Schedule:
    path = tmp_path / "schedule.toml"
    path.write_text(SCHEDULE)
    return read_schedule(path)


def released() -> Person:
    ended = Management(since=date(2020, 1, 1), until=date(2026, 3, 31), authority="p", area="N")
    return person(42, management=(ended,))


def test_the_rule_that_lets_go_last_counts(schedule: Schedule) -> None:
    due = retention_due(released(), [order()], [], schedule)
    assert due is not None
    assert (due.rule, due.due) == ("orders", date(2039, 10, 31))


def test_while_a_person_is_managed_nothing_is_due(schedule: Schedule) -> None:
    assert retention_due(person(42), [order()], [], schedule) is None


def test_a_review_puts_it_off_to_the_next(schedule: Schedule) -> None:
    retained = msgspec.structs.replace(review(), next_review=date(2045, 1, 1), outcome="retain")
    due = retention_due(released(), [order()], [retained], schedule)
    assert due is not None
    assert due.due == date(2045, 1, 1)


def test_years_are_counted_from_a_death_or_a_birth() -> None:
    rules = tuple(
        RetentionRule(id=event, title=event, counted_from=event, years=years, review_every=1)
        for event, years in ((CountedFrom.BIRTH, 100), (CountedFrom.DEATH, 1))
    )
    both = Schedule(schedule="x", version="1", rules=rules)
    dead = person(42, episodes=(Episode(since=date(2030, 5, 5), standing=Standing.DECEASED),))
    due = retention_due(dead, [], [], both)
    assert due is not None
    assert (due.rule, due.due) == ("birth", date(2070, 1, 1))


def test_of_the_29th_of_february_the_day_after_the_28th_is_taken() -> None:
    assert years_after(date(2024, 2, 29), 1) == date(2025, 3, 1)
    assert years_after(date(2024, 2, 29), 4) == date(2028, 2, 29)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [
        ("years = 10", "years = -1"),
        ("management ended", "full moon"),
        ("title", "titel"),
        ("[[", "["),
    ],
)
def test_a_schedule_that_cannot_be_understood_is_refused(
    tmp_path: Path, was: str, becomes: str
) -> None:
    path = tmp_path / "schedule.toml"
    path.write_text(SCHEDULE.replace(was, becomes, 1))
    with pytest.raises(CaseworkError):
        read_schedule(path)


def archiving(identifier: str, archived: bool, day: int) -> Archiving:
    return Archiving(id=identifier, person="P-0042", archived=archived, on=date(2026, 11, day))


def test_what_was_archived_can_be_taken_out_again_and_not_archived_twice(
    store: Store, act: Act
) -> None:
    fill(store, act)  # archived on the 9th
    with (
        pytest.raises(CaseworkError, match="in the archive already"),
        store.writing(act) as writing,
    ):
        writing.add(archiving("Z-2", True, 10))
    with store.writing(act) as writing:
        writing.add(archiving("Z-3", False, 10))
    with store.reading() as reading:
        assert not is_archived(found.record for found in reading.of("P-0042", Archiving))


def test_a_rule_about_orders_does_not_hold_back_who_never_had_one(schedule: Schedule) -> None:
    due = retention_due(released(), [], [], schedule)
    assert due is not None
    assert (due.rule, due.due) == ("managed", date(2036, 3, 31))


def test_a_birth_that_is_not_recorded_is_named_and_keeps_nobody_for_ever(
    schedule: Schedule,
) -> None:
    old = RetentionRule(
        id="age", title="t", counted_from=CountedFrom.BIRTH, years=100, review_every=5
    )
    unborn = msgspec.structs.replace(released(), born=None)
    both = msgspec.structs.replace(schedule, rules=(schedule.rules[0], old))
    due = retention_due(unborn, [], [], both)
    assert due is not None
    assert (due.rule, due.due) == ("managed (birth not recorded)", date(2036, 3, 31))
    only = msgspec.structs.replace(schedule, rules=(old,))
    due = retention_due(unborn, [], [], only)
    assert due is not None
    assert (due.rule, due.due) == ("no rule applies (birth not recorded)", date(2020, 1, 1))
