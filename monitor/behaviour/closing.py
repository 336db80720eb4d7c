"""Events into the days that they fall on, and days that are over into signals.

An event counts for its day where it was received before ``GRACE`` after the day's end: that is a
property of the event, so that the order of arrival changes nothing. A day is judged once receipt
has moved on by ``LATENESS`` more, before which every event that counts for it has arrived.
"""

import hashlib
from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from casework.records.permission import DataKind
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.calendar import end_of, local
from monitor.behaviour.day import Day, count, count_signal
from monitor.behaviour.judging import Deviation, judged
from monitor.behaviour.signal import Facts
from monitor.cover import Cover, Span
from monitor.event import Event
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import Item, Signal

BEHAVIOUR = "behaviour"

GRACE = 6 * 3_600_000_000
"""µs after a day's end for which what comes in still counts for it."""

LATENESS = 300_000_000
"""µs by which arrival may lag behind receipt times that are later."""

MOST_DAYS = 4
"""Days that are open at a time: a clock that jumps opens no more."""

SEVERAL = 3
"""Deviations of a day, a lasting change counting for two, that together are worth an alert."""


def note(event: Event, signals: list[Signal], days: dict[int, Day], closed: int) -> None:
    """Count an event and its keyword hits for the day that it falls on.

    A clock that is ahead of receipt is corrected by it. Days up to ``closed`` are over.
    """
    at = local(min(event.time, event.received))
    if at.day <= closed or event.received >= end_of(at.day) + GRACE:
        return
    day = days.get(at.day)
    if day is None:
        if len(days) >= MOST_DAYS:
            return
        day = days[at.day] = Day()
    count(event, at, day)
    for signal in signals:
        if signal.libraries:
            count_signal(signal, day)


def over(days: dict[int, Day], watermark: int) -> list[int]:
    """The days that can be judged when receipt has come to ``watermark`` (µs), oldest first."""
    return sorted(number for number in days if due(number) <= watermark)


def due(day: int) -> int:
    """When (µs) a day can be judged."""
    return end_of(day) + GRACE + LATENESS


class Closed(NamedTuple):
    """A person's day that is over (ordinal)."""

    person: str
    number: int
    day: Day


def signals(closed: Closed, baseline: Baseline, cover: Cover) -> list[Signal]:
    """What a day that is over tells; it is then part of the baseline.

    Nothing is told where no basis covers the devices any more when the day is judged.
    """
    found = judged(Facts(closed.number, closed.day, baseline))
    span = _span(closed, cover)
    if span is None:
        return []
    weight = sum(2 if one.lasting else 1 for one in found)
    severity = Severity.MEDIUM if weight >= SEVERAL else Severity.LOW
    return [_signal(closed, one, severity, span, baseline.days - 1) for one in found]


def _span(closed: Closed, cover: Cover) -> Span | None:
    at = due(closed.number)
    for device in closed.day.devices:
        for kind in DataKind:
            for span in cover.spans(closed.person, device, kind):
                if span.covers(at):
                    return span
    return None


def _signal(closed: Closed, one: Deviation, severity: Severity, span: Span, known: int) -> Signal:
    name, end = one.quantity.name, end_of(closed.number)
    named = f"{BEHAVIOUR}\0{closed.person}\0{name}\0{closed.number}".encode()
    identity = hashlib.blake2b(named, digest_size=16).digest()
    day = date.fromordinal(closed.number).isoformat()
    words = f"{one.words()}, on {day}, after {known} days"
    return Signal(
        person=closed.person,
        theme=BEHAVIOUR,
        severity=severity,
        item=Item(
            severity.rank,
            end - 1,
            identity,
            identity.hex(),
            ", ".join(closed.day.devices),
            due(closed.number),
            BEHAVIOUR,
            "",
            (),
            words,
        ),
        rules=frozenset({f"{BEHAVIOUR}/{name}"}),
        orders=engaged(span),
        suggests=frozenset(one.quantity.suggests),
    )


def closings(person: str, days: dict[int, Day], watermark: int) -> Iterator[Closed]:
    """Take the days that are over out of the open ones, oldest first."""
    for number in over(days, watermark):
        yield Closed(person, number, days.pop(number))
