"""A day that is over into signals; it is then part of what is usual. Pure but for the baseline."""

import hashlib
from datetime import date

from monitor.behaviour.baseline import Baseline
from monitor.behaviour.calendar import end_of, local
from monitor.behaviour.closing import Closed, due
from monitor.behaviour.judging import Deviation, judged
from monitor.behaviour.signal import Facts
from monitor.behaviour.standing import standing
from monitor.cover import Cover, Span
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import Item, Signal

BEHAVIOUR = "behaviour"

SEVERAL = 2
"""Deviations of a day, a lasting change counting for two, that together are worth an alert."""


def signals(closed: Closed, baseline: Baseline, cover: Cover) -> list[Signal]:
    """What a day tells; nothing where no basis covers the devices any more when it is over."""
    span = standing(cover, closed.person, closed.day.devices, due(closed.number))
    if span is not None and local(span.begun).day > baseline.last:
        baseline.forget()
    found = judged(Facts(closed.number, closed.day, baseline))
    if span is None:
        return []
    weight = sum(2 if one.lasting else 1 for one in found)
    severity = Severity.MEDIUM if weight >= SEVERAL else Severity.LOW
    return [_signal(closed, one, severity, span, baseline.days - 1) for one in found]


def _signal(closed: Closed, one: Deviation, severity: Severity, span: Span, known: int) -> Signal:
    name = one.quantity.name
    named = f"{BEHAVIOUR}\0{closed.person}\0{name}\0{closed.number}".encode()
    identity = hashlib.blake2b(named, digest_size=16).digest()
    day = date.fromordinal(closed.number).isoformat()
    return Signal(
        person=closed.person,
        theme=BEHAVIOUR,
        severity=severity,
        item=Item(
            severity.rank,
            end_of(closed.number) - 1,
            identity,
            identity.hex(),
            ", ".join(closed.day.devices),
            due(closed.number),
            BEHAVIOUR,
            "",
            (),
            f"{one.words()}, on {day}, after {known} days",
        ),
        rules=frozenset({f"{BEHAVIOUR}/{name}"}),
        orders=engaged(span),
        suggests=frozenset(one.quantity.suggests),
    )
