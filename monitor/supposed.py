"""Examples from a stream that was made up, by what was planted in it: always named simulated."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

import msgspec

from models.examples import Example
from monitor.assess import Rules
from monitor.engine import understood
from monitor.errors import MonitorError
from monitor.event import Event
from monitor.priority import window_of
from monitor.records import Record
from monitor.rerunning import Moment, moments
from monitor.simulate.episodes.behaving import UNUSUAL
from monitor.simulate.truth import Truth
from monitor.store.seen import DAY

LOOKED_AT = frozenset({1, 2, 3, 5, 8, 13, 21, 34, 55, 89, 144})
"""Of an alert's moments, by how many events it has: thinner as it grows."""

AFTER = 2 * DAY
"""µs after an episode's last event up to which what is told is still of it."""

RELATED = {
    UNUSUAL: frozenset(
        {"behaviour", "approach", "concealment-sequence", "silence", "contact", "concealment"}
    ),
    "approach": frozenset({"contact", "approach", "behaviour"}),
    "concealment": frozenset({"concealment", "concealment-sequence", "silence", "behaviour"}),
}
"""Themes, beside the expected one, under which an episode may be told of."""


class Span(NamedTuple):
    """An episode: when it was played (µs), and the themes under which it may be told of."""

    since: int
    until: int
    themes: frozenset[str]


def read_truth(path: Path) -> list[Truth]:
    """What was planted; raises ``MonitorError``."""
    try:
        return msgspec.json.decode(path.read_bytes(), type=list[Truth])
    except OSError as error:
        raise MonitorError(f"cannot read {path}: {error.strerror}") from None
    except msgspec.DecodeError as error:
        raise MonitorError(f"{path}: {error}") from None


def by_person(records: Iterable[Record]) -> dict[str, list[Event]]:
    """The events of a stream, by person; what is no event is left out."""
    found: dict[str, list[Event]] = defaultdict(list)
    for record in records:
        for event in understood([record])[0]:
            found[event.person].append(event)
    return found


def examples(
    events: Mapping[str, list[Event]], planted: Iterable[Truth], rules: Rules
) -> Iterator[Example]:
    """Alerts, and what stayed below the threshold, of everybody; acted on where planted."""
    spans = _spans(events, planted)
    for person in sorted(events):
        for moment in moments(person, events[person], rules):
            if moment.group.count in LOOKED_AT:
                yield _example(moment, spans.get(person, []))


def _example(moment: Moment, spans: list[Span]) -> Example:
    group = moment.group
    acted = any(
        group.theme in span.themes
        and group.updated >= span.since
        and group.opened <= span.until + AFTER
        for span in spans
    )
    window = window_of(group, moment.others)
    return Example(group.person, group.id, moment.at, group.count, acted, window)


def _spans(events: Mapping[str, list[Event]], planted: Iterable[Truth]) -> dict[str, list[Span]]:
    found: dict[str, list[Span]] = defaultdict(list)
    times = {person: {one.id: one for one in own} for person, own in events.items()}
    for truth in planted:
        own = times.get(truth.person, {})
        first, last = own.get(truth.first_event), own.get(truth.last_event)
        if first is not None and last is not None:
            related = RELATED.get(truth.expected) or RELATED.get(truth.episode, frozenset())
            themes = related | {truth.expected}
            since = min(first.time, first.received, last.time)
            found[truth.person].append(Span(since, max(last.time, last.received), themes))
    return found
