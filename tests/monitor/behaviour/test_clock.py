from monitor.behaviour.clock import LATENESS, MOST_CHANGES, corrected, heed
from monitor.events import ClockChanged
from monitor.memory import Change, Device
from tests.monitor.made import AT, DAY, HOUR, SECOND, event

BACK = [Change(AT, 10, -DAY)]
LATER = AT + LATENESS


def test_a_clock_that_is_ahead_is_held_to_the_time_of_receipt() -> None:
    assert corrected(AT + DAY, AT, None, []) == AT
    assert corrected(AT - HOUR, AT, None, []) == AT - HOUR


def test_after_a_clock_was_set_back_times_are_moved_on_by_as_much() -> None:
    assert corrected(LATER - DAY - SECOND, LATER, 11, BACK) == LATER - SECOND


def test_what_its_number_proves_to_come_before_the_change_is_left_alone() -> None:
    assert corrected(LATER - DAY, LATER, 9, BACK) == LATER - DAY


def test_a_clock_that_was_put_right_again_is_trusted_again() -> None:
    both = [*BACK, Change(AT + HOUR, 20, DAY)]
    at = AT + 2 * HOUR
    assert corrected(at - SECOND, at, 21, both) == at - SECOND
    assert corrected(at - DAY, at, 15, both) == at


def test_the_five_minutes_after_a_change_are_not_corrected_in_whatever_order_they_come() -> None:
    assert corrected(AT - DAY, LATER - 1, 11, BACK) == corrected(AT - DAY, LATER - 1, 11, [])


def test_many_changes_are_added_up_and_the_order_of_arrival_is_nothing() -> None:
    changes = [
        event(ClockChanged(by=-60), AT + number * HOUR, number=number)
        for number in range(3 * MOST_CHANGES)
    ]
    one, other = Device(), Device()
    for each in changes:
        heed(each, one)
    for first, second in zip(changes[::2], changes[1::2], strict=True):
        heed(second, other)
        heed(first, other)
    assert one.changes == other.changes
    assert len(one.changes) == MOST_CHANGES
    assert sum(change.by for change in one.changes) == -60 * SECOND * 3 * MOST_CHANGES
