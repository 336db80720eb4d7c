"""A device that gives no sign of life for longer than its heartbeats allow.

What was heard is kept as intervals of receipt times, so that the silences between them are the same
whatever the order of arrival. A silence that ended is judged once what arrives later than
``LATENESS`` could not fill it any more; one that goes on is told of when the clock says so.
"""

import hashlib
from collections.abc import Iterator
from typing import NamedTuple

from casework.records.permission import DataKind
from monitor.cover import Cover
from monitor.event import Event
from monitor.events import Heartbeat
from monitor.matching import engaged
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


def ended(
    person: str, name: str, device: Device, cover: Cover, lateness: int = LATENESS
) -> Iterator[Signal]:
    """Silences that are over and can be judged; they are forgotten with that."""
    while len(device.heard) > 1 and device.heard[-1][1] >= device.heard[1][0] + lateness:
        (begin, quiet), (heard, end), *rest = device.heard
        device.heard[:] = [[begin, end], *rest]
        if device.told != quiet:
            words = f"for {_length(quiet, heard)}"
            yield from _signals(Gap(person, name, quiet, heard), cover, words)


def going_on(
    person: str, name: str, device: Device, cover: Cover, now: int, missed: float
) -> Iterator[Signal]:
    """The silence that a device is in at a moment, told of once."""
    at = wake(device, missed)
    if at is not None and now >= at:
        device.told = quiet = device.heard[-1][1]
        words = f"for more than {_length(quiet, at)}"
        yield from _signals(Gap(person, name, quiet, at), cover, words)


def _length(begin: int, end: int) -> str:
    return duration((end - begin) / SECOND)


class Gap(NamedTuple):
    """From the last sign of life of a device to the next, or to when one was overdue; µs."""

    person: str
    device: str
    quiet: int
    at: int

    @property
    def identity(self) -> bytes:
        """It is known by what it follows."""
        named = f"silence\0{self.person}\0{self.device}\0{self.quiet}".encode()
        return hashlib.blake2b(named, digest_size=16).digest()


def _signals(gap: Gap, cover: Cover, words: str) -> Iterator[Signal]:
    """None where the device's state was not covered when a sign of life was overdue."""
    spans = cover.spans(gap.person, gap.device, DataKind.DEVICE_STATE)
    for span in [one for one in spans if one.covers(gap.at)][:1]:
        soon = 0 <= gap.quiet - span.since <= TIGHTENED
        severity = Severity.HIGH if soon else Severity.MEDIUM
        told = f"nothing was received {words}" + (", soon after terms began" if soon else "")
        yield Signal(
            person=gap.person,
            theme=SILENCE,
            severity=severity,
            item=Item(
                severity.rank,
                gap.quiet,
                gap.identity,
                gap.identity.hex(),
                gap.device,
                gap.at,
                SILENCE,
                "",
                (),
                told,
            ),
            rules=frozenset({"device-silent"}),
            orders=engaged(span),
        )
