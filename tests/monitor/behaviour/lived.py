"""People's days for the tests: quiet ones, alike but for a little, and what a signal says after."""

from collections.abc import Callable
from datetime import date

from monitor.behaviour.baseline import ENOUGH, Baseline
from monitor.behaviour.day import Day
from monitor.behaviour.judging import Deviation, judged
from monitor.behaviour.signal import Facts

FIRST = date(2026, 11, 2).toordinal()
"""A Monday."""


def quiet(number: int) -> Day:
    """An ordinary day: three hours of use, a few messages with three people, nothing else."""
    day = Day(alive=100, devices=["D-1"])
    for hour in (9, 13, 20):
        day.hours[hour] = 0b111111111111
    # days are alike but for a little
    day.hours[21] = (1 << number % 3) - 1
    day.counts = {"sent": 10 + number % 3, "received": 12 - number % 3}
    day.apps = {1: 20 + number % 3, 2: 10}
    day.talk = {3: 10, 4: 8 + number % 2, 5: 4}
    day.contacts = [3, 4, 5]
    return day


def lived(days: int, make: Callable[[int], Day] = quiet) -> Baseline:
    """What is usual after so many days."""
    baseline = Baseline()
    for number in range(FIRST, FIRST + days):
        judged(Facts(number, make(number), baseline))
    return baseline


def after(days: int, change: Callable[[Day], None]) -> dict[str, Deviation]:
    """What deviates, by name, on a day that is changed, after so many quiet ones."""
    number = FIRST + days
    day = quiet(number)
    change(day)
    return {one.quantity.name: one for one in judged(Facts(number, day, lived(days)))}


def unchanged(day: Day) -> None:
    """A day like any other."""


def tells(name: str, change: Callable[[Day], None]) -> bool:
    """Whether a signal tells of a change, and of nothing without it, nor before there is enough."""
    assert name not in after(4 * 7, unchanged)
    assert after(ENOUGH - 1, change) == {}
    return name in after(4 * 7, change)
