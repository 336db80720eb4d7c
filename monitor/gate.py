"""The gate: whether an event may be looked at at all. Pure; receipt time decides.

An event passes where a span covers its person, device and kind of data at the moment of receipt. A
device's clock that disagrees never ends the watch: only what the device recorded before the basis
began is refused by that clock, and not where its sequence proves the clock wrong.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import NamedTuple

from casework.records.permission import ThirdParties
from monitor.cover import Cover, Span
from monitor.event import Event
from monitor.events import EVENT_TYPES

KINDS = {name: kind.KIND for name, kind in EVENT_TYPES.items()}
OTHERS_WORDS = frozenset(name for name, kind in EVENT_TYPES.items() if kind.OTHERS_WORDS)


class Refusal(StrEnum):
    """Why an event is neither matched nor kept. A closed list."""

    NO_BASIS = "no-basis"
    DEVICE_NOT_COVERED = "device-not-covered"
    KIND_NOT_COVERED = "kind-not-covered"
    NOT_BEGUN = "basis-not-begun"
    RECORDED_BEFORE = "recorded-before-the-basis-began"
    BACKLOG_AFTER_END = "backlog-after-the-end"
    """Recorded while the basis stood, received after: a manager decides whether it is replayed."""
    ENDED = "basis-ended"


class Apart(StrEnum):
    """Why an event that is covered is kept unread."""

    PRIVILEGED = "privileged"
    MEDICAL = "medical"
    THIRD_PARTY = "third-party"


class Passed(NamedTuple):
    """It may be looked at under a span; or only be held, where ``apart`` says why."""

    span: Span
    apart: Apart | None


def judge(event: Event, cover: Cover, anchors: Mapping[int, int]) -> Passed | Refusal:
    """Whether an event passes.

    ``anchors`` are, by when a basis began, the sequence of an event of the same device that is
    known to have been recorded under it: what follows that was recorded under it too, whatever the
    clock said.
    """
    spans = cover.spans(event.person, event.device, KINDS[event.type])
    if not spans:
        return _without_spans(event, cover)
    span = _widest(spans, event.received)
    if span is None:
        return _outside(event, spans)
    if event.time < span.begun and not _follows(event, anchors.get(span.begun)):
        return Refusal.RECORDED_BEFORE
    return Passed(span, _apart(event, span))


def covering(event: Event, cover: Cover) -> Span | None:
    """The span under which an event was received: of several, the widest for third parties."""
    spans = cover.spans(event.person, event.device, KINDS[event.type])
    return _widest(spans, event.received)


def _widest(spans: tuple[Span, ...], received: int) -> Span | None:
    if len(spans) == 1:
        return spans[0] if spans[0].covers(received) else None
    return max((span for span in spans if span.covers(received)), key=_width, default=None)


def _follows(event: Event, anchor: int | None) -> bool:
    return anchor is not None and event.sequence is not None and event.sequence > anchor


def _without_spans(event: Event, cover: Cover) -> Refusal:
    if event.person not in cover.people:
        return Refusal.NO_BASIS
    if (event.person, event.device) not in cover.devices:
        return Refusal.DEVICE_NOT_COVERED
    return Refusal.KIND_NOT_COVERED


def _outside(event: Event, spans: tuple[Span, ...]) -> Refusal:
    past = [span for span in spans if span.until is not None and span.until <= event.received]
    if not past:
        return Refusal.NOT_BEGUN
    recorded = any(span.begun <= event.time < (span.until or 0) for span in past)
    return Refusal.BACKLOG_AFTER_END if recorded else Refusal.ENDED


def _width(span: Span) -> tuple[int, int, str]:
    return WIDTHS[span.third_parties], -span.begun, span.order


WIDTHS = {who: width for width, who in enumerate(ThirdParties)}


def _apart(event: Event, span: Span) -> Apart | None:
    if event.handling is not None:
        return Apart(event.handling)
    if event.type in OTHERS_WORDS and span.third_parties is ThirdParties.EXCLUDED:
        return Apart.THIRD_PARTY
    return None
