"""What is usual for a person, in words: for whoever asks why a day stood out, or why none could."""

from collections.abc import Iterator
from datetime import date

import msgspec

from monitor.behaviour.baseline import ENOUGH, Baseline, spread
from monitor.behaviour.day import Day
from monitor.behaviour.signal import Facts
from monitor.behaviour.table import quantities


class Habit(msgspec.Struct, frozen=True, kw_only=True):
    """A signal's usual value and spread in its own unit, and the value in words."""

    signal: str
    words: str
    mean: float
    spread: float
    shown: str


class Usual(msgspec.Struct, frozen=True, kw_only=True):
    """A person's habits; ``ready`` where enough days were watched for anything to stand out."""

    person: str
    days: int
    needed: int
    ready: bool
    last: date | None
    counterparts: int
    habits: tuple[Habit, ...]


def usual(person: str, baseline: Baseline) -> Usual:
    """What the baseline holds."""
    return Usual(
        person=person,
        days=baseline.days,
        needed=ENOUGH,
        ready=baseline.days >= ENOUGH,
        last=date.fromordinal(baseline.last) if baseline.last else None,
        counterparts=len(baseline.known),
        habits=tuple(_habits(baseline)),
    )


def _habits(baseline: Baseline) -> Iterator[Habit]:
    for quantity in quantities(Facts(baseline.last, Day(), baseline)):
        known = baseline.usual.get(quantity.name)
        if known is not None and known.weight > 0:
            yield Habit(
                signal=quantity.name,
                words=quantity.words,
                mean=known.mean,
                spread=spread(known, quantity.least),
                shown=quantity.shown(known.mean),
            )


def lines(found: Usual) -> Iterator[str]:
    """The same for people."""
    if not found.ready:
        yield f"{found.person}: no baseline yet: {found.days} of {found.needed} days"
        return
    yield f"{found.person}: usual after {found.days} watched days, the last {found.last}"
    yield from (f"  {habit.words}: {habit.shown}" for habit in found.habits)
    yield f"  counterparts known: {found.counterparts}"
