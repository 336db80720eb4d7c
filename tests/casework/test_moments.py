from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.errors import CaseworkError
from casework.ids import ALPHABET, new_id
from casework.moments import (
    day_of,
    microseconds,
    midnight_after,
    moment_of,
    start_of,
    written,
)

MOMENTS = st.datetimes(
    datetime(1970, 1, 1),
    datetime(2200, 1, 1),
    timezones=st.just(UTC),
)


def test_a_day_of_summer_time_begins_and_ends_an_hour_before_utc_does() -> None:
    assert start_of(date(2026, 6, 30)) == datetime(2026, 6, 29, 23, tzinfo=UTC)
    assert midnight_after(date(2026, 6, 30)) == datetime(2026, 6, 30, 23, tzinfo=UTC)
    # the clocks go back on 25 October 2026: that day has 25 hours
    day = date(2026, 10, 25)
    assert midnight_after(day) - start_of(day) == timedelta(hours=25)


@given(MOMENTS)
def test_a_moment_lies_in_its_day(moment: datetime) -> None:
    day = day_of(moment)
    assert start_of(day) <= moment < midnight_after(day)


@given(MOMENTS)
def test_a_moment_survives_being_counted(moment: datetime) -> None:
    assert moment_of(microseconds(moment)) == moment


@given(MOMENTS, MOMENTS)
def test_written_moments_sort_as_the_moments_do(one: datetime, other: datetime) -> None:
    assert (written(one) < written(other)) == (one < other)


def test_a_moment_is_written_in_utc() -> None:
    east = timezone(timedelta(hours=2))
    assert written(datetime(2026, 1, 1, 2, tzinfo=east)) == "2026-01-01T00:00:00.000000Z"


def test_a_moment_without_a_zone_is_refused() -> None:
    with pytest.raises(CaseworkError, match="in which zone"):
        microseconds(datetime(2026, 1, 1))


@given(MOMENTS)
def test_identifiers_sort_by_when_they_were_made(moment: datetime) -> None:
    one, later = new_id(moment), new_id(moment + timedelta(milliseconds=1))
    assert one < later
    assert len(one) == 26
    assert set(one) <= set(ALPHABET)
