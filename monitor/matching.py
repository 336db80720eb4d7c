"""From an event's text to signals: keyword hits, one signal a theme."""

from dataclasses import replace
from typing import Protocol

from keywords.records import Hit
from monitor.cover import Span
from monitor.event import Event
from monitor.events import EVENT_TYPES, Keystrokes
from monitor.joining import Joined
from monitor.memory import Fragment
from monitor.records import Coordinates
from monitor.severity import Severity, raised
from monitor.signals import Signal, excerpt, item

KEYSTROKES = "keystrokes"
TEXT = {name: kind.TEXT for name, kind in EVENT_TYPES.items()}
"""The fields of each type that hold text."""


class Matches(Protocol):
    """A keyword matcher, as far as the monitor needs it."""

    def match(
        self, text: str, event_type: str, *, tail: str = "", person: str | None = None
    ) -> tuple[Hit, ...]:
        """The hits in a text of a person's: of the libraries, and of what is theirs alone.

        ``tail`` came just before it: spans in that are negative.
        """
        ...


Found = tuple[str, Hit]
"""A hit, and the text that it is in."""


def found_in(event: Event, matcher: Matches) -> list[Found]:
    """Every hit in every field of an event that holds text."""
    found = []
    for name in TEXT[event.type]:
        text = getattr(event.data, name)
        if text:
            hits = matcher.match(text, event.type, person=event.person)
            found += [(text, hit) for hit in hits]
    return found


def signals(event: Event, span: Span, found: list[Found], step: int = 0) -> list[Signal]:
    """One signal a theme; its severity is that of the worst hit, ``step`` higher for the person."""
    if not found:
        return []
    themes: dict[str, list[Found]] = {}
    for one in found:
        themes.setdefault(one[1].category, []).append(one)
    return [_signal(event, span, theme, own, step) for theme, own in sorted(themes.items())]


def _signal(event: Event, span: Span, theme: str, found: list[Found], step: int) -> Signal:
    text, worst = max(found, key=lambda one: one[1].severity.rank)
    severity = worst.severity
    higher = raised(severity, step) if severity.rank >= Severity.MEDIUM.rank else severity
    spans = sorted({at for own, hit in found if own == text for at in hit.spans})
    rules = frozenset(f"{hit.library}/{hit.term}" for _, hit in found)
    because = f"{worst.library}/{worst.term} is {severity}"
    if higher is not severity:
        because += f", {higher} for this person's level of management"
    return Signal(
        person=event.person,
        theme=theme,
        severity=higher,
        item=item(event, higher, excerpt(text, tuple(spans)), because),
        rules=rules,
        orders=engaged(span),
        suggests=frozenset(area for _, hit in found for area in hit.suggests),
        libraries=frozenset(f"{hit.library} {hit.version}" for _, hit in found),
        counterpart=getattr(event.data, "counterparty", None),
    )


def engaged(span: Span) -> frozenset[str]:
    """The conditions of the order under which an event was looked at."""
    return frozenset(f"{span.order}/{condition}" for condition in span.conditions)


def joined_signals(
    own: Event, joined: Joined, span: Span, matcher: Matches, step: int = 0
) -> list[Signal]:
    """Signals of what ends in an event and began in those before it, where it did not hit alone."""
    tail, text = joined.tail, joined.fragment.text
    crossing = [
        hit
        for hit in matcher.match(text, KEYSTROKES, tail=tail, person=own.person)
        if hit.spans[0][0] < 0 and any(end > 0 for _, end in hit.spans)
    ]
    if not crossing:
        return []
    alone = matcher.match(text, KEYSTROKES, person=own.person)
    known = {(hit.library, hit.term) for hit in alone}
    found = [
        (tail + text, replace(hit, spans=_moved(hit, len(tail))))
        for hit in crossing
        if (hit.library, hit.term) not in known
    ]
    return signals(own, span, found, step)


def _moved(hit: Hit, by: int) -> tuple[tuple[int, int], ...]:
    return tuple((start + by, end + by) for start, end in hit.spans)


def event_of(person: str, device: str, fragment: Fragment) -> Event:
    """The keystroke event that a fragment is of, as far as alerts name it."""
    return Event(
        fragment.identity,
        fragment.event,
        person,
        device,
        KEYSTROKES,
        fragment.time,
        fragment.received,
        True,
        fragment.sequence,
        None,
        Keystrokes(app=fragment.app or "", text=""),
        Coordinates("", 0, 0),
    )
