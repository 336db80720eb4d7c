"""Events into the days that they fall on, until the days are over. Pure but for the memory.

An event counts for its day where it was received before ``GRACE`` after the day's end: that is a
property of the event, so that the order of arrival changes nothing. A day is over once receipt has
moved on by ``LATENESS`` more, before which every event that counts for it has arrived; so no more
than two are open at a time.
"""

from collections.abc import Iterable
from typing import NamedTuple

from monitor.behaviour.calendar import end_of, local
from monitor.behaviour.clock import corrected
from monitor.behaviour.day import Day, count, count_hit
from monitor.event import Event
from monitor.memory import Device, Memory
from monitor.signals import Signal

GRACE = 6 * 3_600_000_000
"""µs after a day's end for which what comes in still counts for it."""

LATENESS = 300_000_000
"""µs by which arrival may lag behind receipt times that are later."""


class Closed(NamedTuple):
    """A person's day that is over (ordinal)."""

    person: str
    number: int
    day: Day


def note(event: Event, device: Device, memory: Memory) -> None:
    """Count an event for the day that it falls on."""
    at = local(corrected(event.time, event.received, event.sequence, device.changes))
    day = _day(at.day, event.received, memory)
    if day is not None:
        count(event, at, day)


def note_hits(signals: Iterable[Signal], device: Device, memory: Memory) -> None:
    """Count hits of the keyword libraries, each for the day of the event that it ends in."""
    for signal in signals:
        if signal.libraries:
            item = signal.item
            at = local(corrected(item.time, item.received, None, device.changes))
            day = _day(at.day, item.received, memory)
            if day is not None:
                count_hit(signal, day)


def _day(number: int, received: int, memory: Memory) -> Day | None:
    """The day, where it still counts what was received then."""
    day = memory.days.get(number)
    ends = end_of(number)
    if received >= ends + GRACE:
        return None
    if day is None and ends + GRACE + LATENESS > memory.watermark:
        day = memory.days[number] = Day()
    return day


def due(number: int) -> int:
    """When (µs) a day is over."""
    return end_of(number) + GRACE + LATENESS


def pass_to(received: int, person: str, memory: Memory) -> list[Closed]:
    """Move a person's receipt on; the days that are over with that, oldest first."""
    if received <= memory.watermark:
        return []
    memory.watermark = received
    if all(due(number) > received for number in memory.days):
        return []
    over = sorted(number for number in memory.days if due(number) <= received)
    return [Closed(person, number, memory.days.pop(number)) for number in over]


def wait_until(now: int, person: str, memory: Memory) -> list[Closed]:
    """The same where the clock alone says that time has passed; receipt moves only if it must."""
    if all(due(number) > now for number in memory.days):
        return []
    return pass_to(now, person, memory)


def wake(memory: Memory) -> int | None:
    """When (µs) the next day is over."""
    return min((due(number) for number in memory.days), default=None)
