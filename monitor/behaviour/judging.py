"""A day that is over, against what was usual before it; then it is part of what is usual. Pure.

A day's value deviates where it lies ``FAR`` spreads from the mean; a habit changes where the sum of
smaller deviations passes ``LIMIT``. Both need ``ENOUGH`` watched days: before that there is no
baseline, and nothing is guessed.
"""

from typing import NamedTuple

from monitor.behaviour.baseline import (
    ENOUGH,
    HALF_LIFE,
    LONG_AGO,
    Baseline,
    Usual,
    drift,
    learn,
    score,
    spread,
)
from monitor.behaviour.mix import follow
from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.signals.activity import ACTIVITY
from monitor.behaviour.signals.rhythm import hours_of
from monitor.behaviour.table import quantities

FAR = 4.0
LIMIT = 6.0
MOST_KNOWN = 500
FORGOTTEN = int(6 * HALF_LIFE)
"""Days after which a counterpart is new again."""


class Deviation(NamedTuple):
    """A quantity that left what is usual. ``score`` is in spreads; ``lasting`` by its sum."""

    quantity: Quantity
    value: float
    usual: float
    spread: float
    score: float
    lasting: bool

    def words(self) -> str:
        """What was seen, and what is usual."""
        quantity = self.quantity
        what = f"{quantity.words}: {quantity.shown(self.value)}, usually "
        what += quantity.shown(self.usual)
        return f"{what}; a change that lasts" if self.lasting else what


def judged(facts: Facts) -> list[Deviation]:
    """What deviates; the baseline is then one day on. A day not watched changes nothing."""
    baseline, number = facts.baseline, facts.number
    if number <= baseline.last or not facts.day.alive:
        return []
    if number - baseline.last > LONG_AGO:
        baseline.forget()
    passed = number - baseline.last if baseline.days else 1
    known = baseline.days >= ENOUGH
    found = []
    for quantity in quantities(facts):
        value = quantity.measure(facts)
        if value is None:
            continue
        usual = baseline.usual.setdefault(quantity.name, _unmet(quantity, baseline))
        if known and (one := _deviation(quantity, value, usual)):
            found.append(one)
        learn(usual, value, passed)
    _follow(facts, passed)
    baseline.days += 1
    baseline.last = number
    return found


def _unmet(quantity: Quantity, baseline: Baseline) -> Usual:
    """What was usual of a quantity that is measured for the first time."""
    watched = baseline.usual.get(ACTIVITY.name)
    before = quantity.rare and watched is not None
    return Usual(weight=(watched.weight - 1.0) if before and watched else 0.0)


def _deviation(quantity: Quantity, value: float, usual: Usual) -> Deviation | None:
    away = score(usual, value, quantity.least)
    total = drift(usual, value, quantity.least)
    lasting = _leaves(total, LIMIT, quantity.way)
    if lasting:
        usual.up = usual.down = 0.0
    elif not _leaves(away, FAR, quantity.way):
        return None
    return Deviation(quantity, value, usual.mean, spread(usual, quantity.least), away, lasting)


def _leaves(amount: float, limit: float, way: Way) -> bool:
    if way is Way.UP:
        return amount >= limit
    return amount <= -limit if way is Way.DOWN else abs(amount) >= limit


def _follow(facts: Facts, days: int) -> None:
    baseline, day = facts.baseline, facts.day
    hours = {hour: share for hour, share in enumerate(baseline.hours) if share}
    follow(hours, {hour: use for hour, use in hours_of(facts).items() if use}, days)
    baseline.hours = [hours.get(hour, 0.0) for hour in range(48)]
    follow(baseline.apps, _real(day.apps), days)
    follow(baseline.talk, _real(day.talk), days)
    _meet(baseline, facts)


def _real(counts: dict[int, int]) -> dict[int, float]:
    return {key: float(number) for key, number in counts.items()}


def _meet(baseline: Baseline, facts: Facts) -> None:
    for contact in facts.day.contacts:
        baseline.known[contact] = facts.number
    kept = sorted(baseline.known.items(), key=lambda one: (-one[1], one[0]))[:MOST_KNOWN]
    baseline.known = {
        contact: last for contact, last in sorted(kept) if last > facts.number - FORGOTTEN
    }
