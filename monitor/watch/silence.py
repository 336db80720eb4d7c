"""A device that gives no sign of life for longer than its heartbeats allow.

What was heard is kept as intervals of receipt times, so that the silences between them are the same
whatever the order of arrival. A silence that ended is judged once what arrives later than
``LATENESS`` could not fill it any more; one that goes on is told of when the clock says so.
"""

import hashlib
from collections.abc import Iterator

from monitor.cover import Span
from monitor.event import Event
from monitor.events import Heartbeat
from monitor.memory import Device
from monitor.severity import Severity
from monitor.signals import SILENCE, Item, Signal
from monitor.watch.clock import duration
from monitor.watch.intervals import bounded, noted

SECOND = 1_000_000
LATENESS = 300 * SECOND
"""How far, in µs, arrival may lag behind receipt times that are later."""

USUAL_BEAT = 900.0
"""Seconds between heartbeats of a device that never said."""

TIGHTENED = 7 * 86_400 * SECOND
"""A silence that begins so soon after terms did is worth more."""

MOST = 16


def hear(event: Event, device: Device, missed: float) -> None:
    """Note a sign of life."""
    if isinstance(event.data, Heartbeat) and event.data.interval is not None:
        device.beat = max(event.data.interval, device.beat or 0.0)
    noted(device.heard, event.received, limit(device, missed))
    bounded(device.heard, MOST)


def limit(device: Device, missed: float) -> int:
    """How long, in µs, a device may be quiet."""
    return int((device.beat or USUAL_BEAT) * missed * SECOND)


def wake(device: Device, missed: float) -> int | None:
    """When a device that stays quiet is to be told of; null where it was."""
    if not device.heard or device.told == device.heard[-1][1]:
        return None
    return device.heard[-1][1] + limit(device, missed)


def ended(person: str, name: str, device: Device, span: Span) -> Iterator[Signal]:
    """Silences that are over and can be judged; they are forgotten with that."""
    while len(device.heard) > 1 and device.heard[-1][1] >= device.heard[1][0] + LATENESS:
        (begin, quiet), (heard, end), *rest = device.heard
        device.heard[:] = [[begin, end], *rest]
        if device.told != quiet:
            yield _signal(person, name, (quiet, heard), span, f"for {_length(quiet, heard)}")


def going_on(
    person: str, name: str, device: Device, span: Span, now: int, missed: float
) -> Iterator[Signal]:
    """The silence that a device is in at a moment, told of once."""
    at = wake(device, missed)
    if at is not None and now >= at:
        device.told = quiet = device.heard[-1][1]
        yield _signal(person, name, (quiet, at), span, f"for more than {_length(quiet, at)}")


def _length(begin: int, end: int) -> str:
    return duration((end - begin) / SECOND)


def _signal(person: str, device: str, gap: tuple[int, int], span: Span, words: str) -> Signal:
    quiet, at = gap
    soon = 0 <= quiet - span.since <= TIGHTENED
    severity = Severity.HIGH if soon else Severity.MEDIUM
    told = f"nothing was received {words}" + (", soon after terms began" if soon else "")
    named = f"silence\0{person}\0{device}\0{quiet}".encode()
    identity = hashlib.blake2b(named, digest_size=16).digest()
    shown = identity.hex()
    item = Item(severity.rank, quiet, identity, shown, device, at, SILENCE, "", (), told)
    return Signal(
        person=person,
        theme=SILENCE,
        severity=severity,
        item=item,
        rules=frozenset({"device-silent"}),
        orders=frozenset(f"{span.order}/{condition}" for condition in span.conditions),
    )
