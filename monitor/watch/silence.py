"""A device that gives no sign of life for longer than its heartbeats allow.

What was heard is kept as intervals of receipt times, so that the silences between them are the same
whatever the order of arrival. A silence that ended is judged once what arrives later than
``LATENESS`` could not fill it any more; one that goes on is told of when the clock says so.
"""

import hashlib
from bisect import insort
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

USUAL_BEAT = 900 * SECOND
"""µs between heartbeats of a device that never said."""

RESOLUTION = 60 * SECOND
"""Signs of life that are no further apart, in µs, are never a silence."""

TIGHTENED = 7 * 86_400 * SECOND
"""A silence that begins so soon after terms did is worth more."""

MOST, MOST_BEATS = 16, 64


def hear(event: Event, device: Device) -> None:
    """Note a sign of life, and what it promises."""
    noted(device.heard, event.received, RESOLUTION)
    bounded(device.heard, MOST)
    if isinstance(event.data, Heartbeat) and event.data.interval is not None:
        insort(device.beats, [event.received, int(event.data.interval * SECOND)])
        while len(device.beats) > 1 and device.beats[1][0] <= device.heard[0][1]:
            del device.beats[0]
        bounded(device.beats, MOST_BEATS)


def limit(device: Device, quiet: int, missed: float) -> int:
    """How long, in µs, a device may be quiet after a moment: by what it promised last then."""
    promised = [beat for at, beat in device.beats if at <= quiet]
    return max(int((promised[-1] if promised else USUAL_BEAT) * missed), RESOLUTION)


def wake(device: Device, missed: float) -> int | None:
    """When a device that stays quiet is to be told of; null where it was."""
    if not device.heard or device.told == device.heard[-1][1]:
        return None
    quiet = device.heard[-1][1]
    return quiet + limit(device, quiet, missed)


class Watching(NamedTuple):
    """Whose device it is, what covers it, and how many heartbeats may be missed."""

    person: str
    name: str
    cover: Cover
    missed: float


def ended(of: Watching, device: Device, lateness: int = LATENESS) -> Iterator[Signal]:
    """Silences that are over and can be judged; they are forgotten with that."""
    while len(device.heard) > 1 and device.heard[-1][1] >= device.heard[1][0] + lateness:
        (begin, quiet), (heard, end), *rest = device.heard
        longest = limit(device, quiet, of.missed)
        device.heard[:] = [[begin, end], *rest]
        if heard - quiet > longest and device.told != quiet:
            words = f"for {_length(quiet, heard)}"
            yield from _signals(of, Gap(quiet, quiet + longest, heard), words)


def going_on(of: Watching, device: Device, now: int) -> Iterator[Signal]:
    """The silence that a device is in at a moment, told of once."""
    at = wake(device, of.missed)
    if at is not None and now >= at:
        device.told = quiet = device.heard[-1][1]
        words = f"for more than {_length(quiet, at)}"
        yield from _signals(of, Gap(quiet, at, at), words)


def _length(begin: int, end: int) -> str:
    return duration((end - begin) / SECOND)


class Gap(NamedTuple):
    """From the last sign of life to when one was overdue, and when it was known; µs."""

    quiet: int
    overdue: int
    known: int

    def identity(self, of: Watching) -> bytes:
        """It is known by what it follows."""
        named = f"silence\0{of.person}\0{of.name}\0{self.quiet}".encode()
        return hashlib.blake2b(named, digest_size=16).digest()


def _signals(of: Watching, gap: Gap, words: str) -> Iterator[Signal]:
    """None where the device's state was not covered when a sign of life was overdue."""
    spans = of.cover.spans(of.person, of.name, DataKind.DEVICE_STATE)
    for span in [one for one in spans if one.covers(gap.overdue)][:1]:
        soon = 0 <= gap.quiet - span.since <= TIGHTENED
        severity = Severity.HIGH if soon else Severity.MEDIUM
        told = f"nothing was received {words}" + (", soon after terms began" if soon else "")
        yield Signal(
            person=of.person,
            theme=SILENCE,
            severity=severity,
            item=_item(of, gap, severity, told),
            rules=frozenset({"device-silent"}),
            orders=engaged(span),
        )


def _item(of: Watching, gap: Gap, severity: Severity, told: str) -> Item:
    identity = gap.identity(of)
    named = identity.hex()
    return Item(
        severity.rank, gap.quiet, identity, named, of.name, gap.known, SILENCE, "", (), told
    )
