"""A device's clock that cannot be right: ahead of receipt, put back, or set by hand.

Being behind receipt is no fault: a device without a network delivers late.
"""

from collections.abc import Iterator
from typing import NamedTuple

from monitor.cover import Span
from monitor.event import Event
from monitor.events import ClockChanged
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import CLOCK, Signal, item

SECOND = 1_000_000


class Fault(NamedTuple):
    """One thing that is wrong with a clock."""

    severity: Severity
    rule: str
    words: str


def signals(event: Event, span: Span, tolerance: float) -> list[Signal]:
    """What an event says of its device's clock, as one signal; ``tolerance`` in seconds."""
    if span.begun <= event.time <= event.received and not isinstance(event.data, ClockChanged):
        return []
    found = list(_faults(event, span, tolerance))
    if not found:
        return []
    severity = max((fault.severity for fault in found), key=lambda one: one.rank)
    words = "; ".join(fault.words for fault in found)
    return [
        Signal(
            person=event.person,
            theme=CLOCK,
            severity=severity,
            item=item(event, severity, ("", ()), words),
            rules=frozenset(fault.rule for fault in found),
            orders=engaged(span),
        )
    ]


def _faults(event: Event, span: Span, tolerance: float) -> Iterator[Fault]:
    ahead = (event.time - event.received) / SECOND
    if event.receipt_known and ahead > tolerance:
        beyond = span.ends is not None and event.time >= span.ends
        words = f"the device's clock was {duration(ahead)} ahead of receipt"
        if beyond:
            words += ", past the end of the order"
        yield Fault(Severity.HIGH if beyond else Severity.MEDIUM, "clock-ahead", words)
    if event.time < span.begun:
        back = (span.begun - event.time) / SECOND
        words = f"the device's clock was put back to {duration(back)} before the basis began"
        yield Fault(Severity.HIGH, "clock-back", words)
    if isinstance(event.data, ClockChanged) and abs(event.data.by) > tolerance:
        where = "forward" if event.data.by > 0 else "back"
        words = f"the device's clock was set {where} by {duration(abs(event.data.by))}"
        yield Fault(Severity.MEDIUM, "clock-set", words)


def duration(seconds: float) -> str:
    """A length of time in words, by its largest unit."""
    for unit, name in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count = int(seconds // unit)
        if count:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a second"
