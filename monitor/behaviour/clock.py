"""When something was done, where the device's clock is known to be wrong.

Ahead: nothing is done after it was received, so that a clock that runs ahead is held to the time of
receipt. Set back: a ``clock_changed`` says by how much, and what follows is moved on by that, from
``LATENESS`` after its receipt, when it has arrived before whatever it bears on; until then the
device's time stands. Where a source counts its events, its numbers prove which of them follow a
change, however late they are delivered. Not corrected: a clock that was wrong before the watch
began; one that is set forward while nothing is received; and the five minutes after a change.
"""

from bisect import insort

from monitor.event import Event
from monitor.events import ClockChanged
from monitor.memory import Change, Device

SECOND = 1_000_000
LATENESS = 300 * SECOND
MOST_CHANGES = 16


def heed(event: Event, device: Device) -> None:
    """Keep it where an event says that the clock was set; the oldest changes are added up."""
    if not isinstance(event.data, ClockChanged):
        return
    number = -1 if event.sequence is None else event.sequence
    insort(device.changes, Change(event.received, number, int(event.data.by * SECOND)))
    while len(device.changes) > MOST_CHANGES:
        first = device.changes.pop(0)
        after = device.changes[0]
        device.changes[0] = Change(after.received, after.number, after.by + first.by)


def corrected(time: int, received: int, number: int | None, changes: list[Change]) -> int:
    """When (µs) something was done: by the device's ``time``, its receipt, and its ``number``."""
    if not changes:
        return time if time < received else received
    behind = -sum(one.by for one in changes if _before(one, received, number))
    return min(time + max(behind, 0), received)


def _before(change: Change, received: int, number: int | None) -> bool:
    if received < change.received + LATENESS:
        return False
    return number is None or change.number < number
