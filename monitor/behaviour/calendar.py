"""Days and hours by the clocks of the courts, so that daylight saving shifts no habit."""

from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from casework.moments import COURTS, microseconds, midnight_after, moment_of

HOUR = 3_600_000_000
DAY = 24 * HOUR
SLOT = 300_000_000
"""µs of the smallest stretch of time that is told apart: five minutes."""

SLOTS = 12
"""Such stretches of an hour."""


class Local(NamedTuple):
    """A moment by local clocks: day (proleptic ordinal), hour, and five minutes of it."""

    day: int
    hour: int
    slot: int


def local(moment: int) -> Local:
    """Where a moment (µs since 1970 UTC) falls."""
    day, hour = _hour(moment // HOUR)
    return Local(day, hour, moment % HOUR // SLOT)


@lru_cache(maxsize=20_000)
def _hour(number: int) -> tuple[int, int]:
    """Day and hour of an hour since 1970 UTC: the courts' clocks differ by whole hours."""
    moment: datetime = moment_of(number * HOUR).astimezone(COURTS)
    return moment.toordinal(), moment.hour


@lru_cache(maxsize=5_000)
def end_of(day: int) -> int:
    """The moment (µs since 1970 UTC) at which a day ends."""
    return microseconds(midnight_after(date.fromordinal(day)))


def is_weekend(day: int) -> bool:
    """Whether a day is a Saturday or Sunday."""
    return date.fromordinal(day).weekday() >= 5
