"""A signal: one reason, of one event, to look; alerts are made of them."""

import msgspec

from monitor.event import Event
from monitor.severity import Severity

AROUND = 80
"""Characters kept on each side of what was found."""

CLOCK = "clock"
TAMPER = "tamper"
SILENCE = "silence"
CRISIS = "crisis"

NEVER_SILENCED = frozenset({CLOCK, TAMPER, SILENCE, CRISIS})
"""Themes that no silence covers: the agent's own health, and a life."""


class Item(msgspec.Struct, frozen=True, array_like=True):
    """A line of evidence: one event as far as it bears on a theme. Times are µs since 1970 UTC.

    ``spans`` are of ``excerpt``. ``rank`` is the severity's, so that lines sort by it.
    """

    rank: int
    time: int
    identity: bytes
    event: str
    device: str
    received: int
    type: str
    excerpt: str
    spans: tuple[tuple[int, int], ...]
    because: str


class Signal(msgspec.Struct, frozen=True, kw_only=True):
    """What an event contributes to one theme of a person."""

    person: str
    theme: str
    severity: Severity
    item: Item
    rules: frozenset[str]
    orders: frozenset[str] = frozenset()
    suggests: frozenset[str] = frozenset()
    libraries: frozenset[str] = frozenset()
    counterpart: str | None = None


def excerpt(
    text: str, spans: tuple[tuple[int, int], ...]
) -> tuple[str, tuple[tuple[int, int], ...]]:
    """The text around what was found, and where in that it lies; the first spans where many."""
    if not spans:
        return text[: 2 * AROUND], ()
    begin = max(min(start for start, _ in spans) - AROUND, 0)
    shown = [span for span in sorted(spans) if span[0] < begin + 4 * AROUND]
    end = min(max(stop for _, stop in shown) + AROUND, begin + 8 * AROUND, len(text))
    inside = ((start - begin, min(stop, end) - begin) for start, stop in shown if start < end)
    return text[begin:end], tuple(inside)


def item(
    event: Event,
    severity: Severity,
    shown: tuple[str, tuple[tuple[int, int], ...]],
    because: str,
) -> Item:
    """The line of evidence that an event is."""
    return Item(
        severity.rank,
        event.time,
        event.identity,
        event.id,
        event.device,
        event.received,
        event.type,
        *shown,
        because,
    )
