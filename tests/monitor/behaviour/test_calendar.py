from datetime import UTC, date, datetime, timedelta

import pytest

from casework.moments import microseconds
from monitor.behaviour.calendar import end_of, is_weekend, local


def moment(*parts: int) -> int:
    return microseconds(datetime(*parts, tzinfo=UTC))  # type: ignore[misc, arg-type]


@pytest.mark.parametrize(
    ("day", "hours"), [((2026, 3, 29), 23), ((2026, 10, 25), 25), ((2026, 6, 1), 24)]
)
def test_days_on_which_the_clocks_change_are_as_long_as_they_are(
    day: tuple[int, int, int], hours: int
) -> None:
    number = date(*day).toordinal()
    length = end_of(number) - end_of(number - 1)
    assert length == hours * 3_600_000_000
    begun = end_of(number - 1)
    falls = {local(begun + hour * 3_600_000_000).day for hour in range(hours)}
    assert falls == {number}
    assert local(end_of(number)).day == number + 1


def test_seven_in_the_morning_is_the_same_hour_before_and_after_the_clocks_change() -> None:
    before, after = moment(2026, 3, 28, 7, 30), moment(2026, 3, 29, 6, 30)
    assert (
        (local(before).hour, local(before).slot) == (local(after).hour, local(after).slot) == (7, 6)
    )
    assert local(moment(2026, 10, 24, 6, 30)).hour == local(moment(2026, 10, 25, 7, 30)).hour


def test_a_week_has_two_days_at_the_weekend() -> None:
    monday = date(2026, 11, 2)
    found = [is_weekend((monday + timedelta(days=n)).toordinal()) for n in range(7)]
    assert found == [False] * 5 + [True] * 2
