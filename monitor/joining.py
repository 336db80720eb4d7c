"""Text that was typed across keystroke events of one app, joined where nothing lies between.

Where a source counts its events (``sequence``, from 1), each is read on from those before it once
all of them have arrived, so that the order of arrival changes nothing; one that counts from 0 has
its first event read by itself. A number that does not come is given up after ``WINDOW`` later ones,
or ``LATENESS``: then nothing is joined across it. Where a source does not count, an event is read
on from the one that came before it, if that was typed shortly before.
"""

from bisect import insort
from collections.abc import Iterator
from typing import NamedTuple

from keywords.stream import tail_of
from monitor.event import Event
from monitor.events import Keystrokes
from monitor.memory import Fragment, Typing
from monitor.watch.intervals import noted

REACH = 64
"""Characters on each side of a seam that are looked at."""

FIRST = 1
"""Where counts begin: what has this number follows nothing that could still come."""

WINDOW = 128
"""Numbers after which one that is missing is not waited for any more."""

LATENESS = 300_000_000
"""How long, in µs of receipt, a missing number is waited for."""

PAUSE = 10_000_000
"""µs between two events that are joined where the source does not count."""


class Joined(NamedTuple):
    """An event's beginning, and the ``tail`` of what was typed just before it."""

    fragment: Fragment
    tail: str


def count(event: Event, typing: Typing) -> None:
    """Note that a number has arrived, of an event that may not be looked at."""
    number = event.sequence
    if number is not None and _in_time(number, typing) and number >= FIRST:
        noted(typing.beyond, number, 1)


def joined(event: Event, typing: Typing, unread: bool = False) -> list[Joined]:
    """What can be joined now that an event has arrived; ``unread``: its own text is held apart."""
    typed = isinstance(event.data, Keystrokes)
    if event.sequence is None:
        return _at_once(_fragment(event, unread), typing) if typed else []
    if event.sequence == typing.next and not typing.beyond:
        typing.next += 1
        return _read(_fragment(event, unread), typing) if typed else []
    if not _in_time(event.sequence, typing) or event.sequence < FIRST:
        return []
    noted(typing.beyond, event.sequence, 1)
    if typed:
        insort(typing.waiting, _fragment(event, unread), key=_number)
    return list(_settled(typing, event.received))


def due(typing: Typing) -> int | None:
    """When (µs) what waits is joined without what is missing; null where nothing waits."""
    if not typing.waiting:
        return None
    oldest = min((fragment.received for fragment in typing.waiting), default=None)
    return None if oldest is None else oldest + LATENESS


def overdue(typing: Typing, now: int) -> list[Joined]:
    """What is joined at ``now`` (µs) without what is missing by then."""
    return list(_settled(typing, now))


def _number(fragment: Fragment) -> int:
    return fragment.sequence


def _fragment(event: Event, unread: bool) -> Fragment:
    assert isinstance(event.data, Keystrokes)
    text = "" if unread else event.data.text
    is_long = len(text) > 2 * REACH
    return Fragment(
        event.sequence or 0,
        None if unread else event.data.app,
        head_of(text) if is_long else text,
        tail_of(text, REACH) if is_long else None,
        event.identity,
        event.id,
        event.time,
        event.received,
    )


def head_of(text: str) -> str:
    """At most the first ``REACH`` characters of a text, up to the end of a word."""
    cut = text[:REACH]
    if len(text) <= REACH or text[REACH].isspace():
        return cut
    return cut[: max(at for at in range(REACH + 1) if at == 0 or cut[at - 1].isspace())]


def _in_time(number: int, typing: Typing) -> bool:
    """Whether a number's turn is yet to come; one from long ago begins a new count."""
    if typing.next is None or number >= typing.next:
        return True
    if number >= typing.next - WINDOW:
        return False
    typing.next, typing.beyond, typing.waiting = None, [], []
    _break(typing)
    return True


def _settled(typing: Typing, now: int) -> Iterator[Joined]:
    """Read on as far as everything has arrived, or is not waited for any more."""
    while typing.beyond:
        first, last = typing.beyond[0]
        if first == typing.next or (typing.next is None and first == FIRST):
            yield from _read_to(last, typing)
            typing.next = last + 1
            del typing.beyond[0]
        elif _is_given_up(typing, now):
            _break(typing)
            typing.next = first
        else:
            return


def _is_given_up(typing: Typing, now: int) -> bool:
    awaited = typing.beyond[0][0] if typing.next is None else typing.next
    at = due(typing)
    return typing.beyond[-1][1] - awaited >= WINDOW or (at is not None and now >= at)


def _read_to(last: int, typing: Typing) -> Iterator[Joined]:
    while typing.waiting and typing.waiting[0].sequence <= last:
        yield from _read(typing.waiting.pop(0), typing)


def _at_once(fragment: Fragment, typing: Typing) -> list[Joined]:
    if not 0 <= fragment.time - typing.time <= PAUSE:
        _break(typing)
    return _read(fragment, typing)


def _read(fragment: Fragment, typing: Typing) -> list[Joined]:
    """Read on from what was typed, to what is next to be read on from."""
    joins = bool(typing.tail and fragment.text) and fragment.app == typing.app
    found = [Joined(fragment, typing.tail)] if joins else []
    before = typing.tail if fragment.app == typing.app else ""
    end = tail_of(before + fragment.text, REACH) if fragment.end is None else fragment.end
    typing.app, typing.tail, typing.time = fragment.app, end, fragment.time
    return found


def _break(typing: Typing) -> None:
    typing.app, typing.tail = None, ""
