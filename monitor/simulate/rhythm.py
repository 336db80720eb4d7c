"""When people use their devices: by hour and weekday, in UTC; and how many events a slot holds."""

from collections.abc import Iterator
from typing import NamedTuple

HOUR = 3_600_000
DAY = 24 * HOUR

# relative use by hour of the day, 0 to 23: little at night, most in the evening
WORKDAY = (2, 1, 1, 1, 1, 3, 10, 20, 22, 16, 15, 17, 24, 20, 15, 16, 21, 27, 30, 34, 36, 32, 20, 8)
WEEKEND = (6, 3, 2, 1, 1, 2, 4, 9, 16, 22, 26, 28, 28, 26, 26, 26, 26, 27, 28, 30, 32, 31, 25, 14)
SLEEPERS = (-1, 0, 2)
"""Hours by which some rise earlier and some later."""

MONDAY = 4 * DAY
"""The first Monday after 1970 began, in ms."""


def use(moment: int, sleeper: int) -> int:
    """How much a kind of sleeper uses a device at a moment (ms since 1970), relative to others."""
    shifted = moment - SLEEPERS[sleeper] * HOUR
    weekend = (shifted - MONDAY) // DAY % 7 >= 5
    return (WEEKEND if weekend else WORKDAY)[shifted // HOUR % 24]


class Slot(NamedTuple):
    """A stretch of time (ms), how many events fall in it, and how the sleepers share them."""

    begin: int
    end: int
    events: int
    shares: tuple[float, ...]


def slots(begin: int, end: int, length: int, events: int, awake: list[int]) -> Iterator[Slot]:
    """Slots of a length (ms) that hold exactly so many events in all, as their hours have it.

    ``awake`` is how much of the population each kind of sleeper is.
    """
    total = sum(sum(_shares(at, awake)) for at in range(begin, end, length))
    passed = given = 0
    for at in range(begin, end, length):
        shares = _shares(at, awake)
        passed += sum(shares)
        due = events * passed // total if total else 0
        yield Slot(at, min(at + length, end), due - given, _cumulative(shares))
        given = due


def _shares(at: int, awake: list[int]) -> list[int]:
    return [use(at, sleeper) * count for sleeper, count in enumerate(awake)]


def _cumulative(shares: list[int]) -> tuple[float, ...]:
    whole = sum(shares) or 1
    return tuple(sum(shares[: number + 1]) / whole for number in range(len(shares)))
