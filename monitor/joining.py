"""Text that was typed across keystroke events of one app, joined where nothing lies between.

Where a source counts its events, two events are joined only once all between them have arrived, so
that the order of arrival changes nothing; where it does not count, each is joined to the one before
it if that came shortly before.
"""

from collections.abc import Iterator
from typing import NamedTuple

from monitor.event import Event
from monitor.events import Keystrokes
from monitor.memory import Device, Fragment
from monitor.watch.intervals import bounded, holds_all, noted

REACH = 64
"""Characters on each side of a seam that are looked at."""

MOST_FRAGMENTS = 24
MOST_RANGES = 16
PAUSE = 10_000_000
"""µs between two events that are joined where the source does not count."""


class Seam(NamedTuple):
    """Text around the place ``at`` which two events meet, and where in it each later one begins."""

    text: str
    at: int
    later: tuple[tuple[int, Fragment], ...]

    def crossed(self, spans: tuple[tuple[int, int], ...]) -> bool:
        """Whether what was found lies on both sides."""
        return min(begin for begin, _ in spans) < self.at < max(end for _, end in spans)

    def ends_in(self, end: int) -> Fragment:
        """The event in which something found ends: the same, whichever seam was closed last."""
        return [fragment for begin, fragment in self.later if begin < end][-1]


def count(event: Event, device: Device) -> None:
    """Note that a number of the device's sequence has arrived."""
    if event.sequence is not None:
        noted(device.numbers, event.sequence, 1)
        bounded(device.numbers, MOST_RANGES)


def seams(event: Event, device: Device) -> list[Seam]:
    """The seams that an event closes, be it by its own text or by being what was missing."""
    if isinstance(event.data, Keystrokes):
        text = event.data.text
        kept = text if len(text) <= 2 * REACH else text[:REACH] + "\n" + text[-REACH:]
        device.typed.append(
            Fragment(
                event.sequence,
                event.time,
                event.data.app,
                kept,
                event.identity,
                event.id,
                event.received,
            )
        )
        device.typed.sort(key=_position)
        del device.typed[:-MOST_FRAGMENTS]
    elif event.sequence is None or not device.typed:
        return []
    return [seam for number in range(1, len(device.typed)) for seam in _seam(device, number)]


def _position(fragment: Fragment) -> tuple[int, int]:
    return (-1 if fragment.sequence is None else fragment.sequence), fragment.time


def _seam(device: Device, number: int) -> Iterator[Seam]:
    before, after = device.typed[number - 1], device.typed[number]
    if after.joined or not _meet(before, after, device):
        return
    after.joined = True
    text = _leftward(device.typed, number - 1)
    at, later = len(text), []
    for fragment in _rightward(device.typed, number):
        if len(text) < at + REACH:
            later.append((len(text), fragment))
            text += fragment.text[:REACH]
    yield Seam(text, at, tuple(later))


def _meet(before: Fragment, after: Fragment, device: Device) -> bool:
    if before.app != after.app:
        return False
    if before.sequence is None or after.sequence is None:
        return before.sequence is after.sequence and 0 <= after.time - before.time <= PAUSE
    return holds_all(device.numbers, before.sequence, after.sequence)


def _leftward(typed: list[Fragment], number: int) -> str:
    text = typed[number].text
    while typed[number].joined and len(text) < REACH:
        number -= 1
        text = typed[number].text + text
    return text[-REACH:]


def _rightward(typed: list[Fragment], number: int) -> Iterator[Fragment]:
    yield typed[number]
    for fragment in typed[number + 1 :]:
        if not fragment.joined:
            return
        yield fragment
