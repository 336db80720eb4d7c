"""A device's clock that cannot be right: ahead of receipt, put back, or set by hand.

Being behind receipt is no fault: a device without a network delivers late.
"""

from monitor.cover import Span
from monitor.event import Event
from monitor.events import ClockChanged
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import CLOCK, Signal, item

SECOND = 1_000_000


def signals(event: Event, span: Span, tolerance: float) -> list[Signal]:
    """What an event says of its device's clock; ``tolerance`` in seconds."""
    found = []
    ahead = (event.time - event.received) / SECOND
    if event.receipt_known and ahead > tolerance:
        beyond = span.until is not None and event.time >= span.until
        found.append(
            _signal(
                event,
                span,
                Severity.HIGH if beyond else Severity.MEDIUM,
                "clock-ahead",
                f"the device's clock was {duration(ahead)} ahead of receipt"
                + (", past the end of the order" if beyond else ""),
            )
        )
    if event.time < span.begun:
        back = (span.begun - event.time) / SECOND
        words = f"the device's clock was put back to {duration(back)} before the basis began"
        found.append(_signal(event, span, Severity.HIGH, "clock-back", words))
    if isinstance(event.data, ClockChanged) and abs(event.data.by) > tolerance:
        where = "forward" if event.data.by > 0 else "back"
        words = f"the device's clock was set {where} by {duration(abs(event.data.by))}"
        found.append(_signal(event, span, Severity.MEDIUM, "clock-set", words))
    return found


def _signal(event: Event, span: Span, severity: Severity, rule: str, words: str) -> Signal:
    return Signal(
        person=event.person,
        theme=CLOCK,
        severity=severity,
        item=item(event, severity, ("", ()), words),
        rules=frozenset({rule}),
        orders=engaged(span),
    )


def duration(seconds: float) -> str:
    """A length of time in words, by its largest unit."""
    for unit, name in ((86_400, "day"), (3600, "hour"), (60, "minute"), (1, "second")):
        count = int(seconds // unit)
        if count:
            return f"{count} {name}{'s' if count > 1 else ''}"
    return "less than a second"
