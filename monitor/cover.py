"""The legal basis, laid out for looking up: which spans cover a kind of data of a device."""

from collections.abc import Iterable
from functools import cached_property
from typing import NamedTuple

from casework.basis.file import BasisFile
from casework.basis.span import BasisSpan
from casework.moments import microseconds
from casework.records.permission import DataKind, ThirdParties

HIGHEST_LEVEL = 3
"""The level of management (MAPPA) at which everything found is one step more severe."""


class Span(NamedTuple):
    """A span in µs since 1970 UTC.

    ``begun`` is when the unbroken coverage that it is part of began, ``ends`` when that ends.
    """

    since: int
    until: int | None
    begun: int
    third_parties: ThirdParties
    order: str
    order_type: str
    conditions: tuple[str, ...]
    ends: int | None = None

    def covers(self, moment: int) -> bool:
        """Whether a moment lies in it."""
        return self.since <= moment and (self.until is None or moment < self.until)


class Coverage(NamedTuple):
    """A time in which something of a person is covered without a gap, µs; open without an end."""

    begun: int
    ends: int | None


class Cover:
    """Everybody's spans as known at one time; it is replaced as a whole, never changed."""

    def __init__(self, content: BasisFile) -> None:
        self.content = content
        self._spans: dict[tuple[str, str, DataKind], tuple[Span, ...]] = {}
        grouped: dict[tuple[str, str, DataKind], list[BasisSpan]] = {}
        for span in content.spans:
            grouped.setdefault((span.person, span.device, span.kind), []).append(span)
        for place, spans in grouped.items():
            self._spans[place] = tuple(chained(spans))
        self.people = {person for person, _, _ in grouped}
        self.devices = {(person, device) for person, device, _ in grouped}
        self._steps = {one.person: 1 for one in content.managed if one.level >= HIGHEST_LEVEL}
        self.reasons = {(one.person, one.device): one.reason for one in content.not_monitored}

    def step(self, person: str) -> int:
        """How many steps this person's level of management raises what is found."""
        return self._steps.get(person, 0)

    @cached_property
    def coverage(self) -> dict[str, list[Coverage]]:
        """When anything of each person is covered, the earliest first."""
        own: dict[str, list[BasisSpan]] = {}
        for span in self.content.spans:
            own.setdefault(span.person, []).append(span)
        return {
            person: sorted({Coverage(span.begun, span.ends) for span in chained(spans)}, key=_begun)
            for person, spans in own.items()
        }

    def is_over(self, person: str, now: int) -> bool:
        """Whether somebody who was covered is not any more, nor will be, at ``now`` (µs)."""
        ends = [one.ends for one in self.coverage.get(person, ())]
        return bool(ends) and all(end is not None and end <= now for end in ends)

    def spans(self, person: str, device: str, kind: DataKind) -> tuple[Span, ...]:
        """The spans of a kind of data of a device, the first to begin first."""
        return self._spans.get((person, device, kind), ())


def _begun(coverage: Coverage) -> int:
    return coverage.begun


def chained(spans: Iterable[BasisSpan]) -> list[Span]:
    """Spans of one kind of data of one device, in order, each knowing where its coverage began.

    Terms that were varied follow one another without a gap: what was recorded under the former
    terms was recorded while the basis stood.
    """
    found: list[Span] = []
    for span in sorted(spans, key=lambda one: (one.since, one.order)):
        since = microseconds(span.since)
        until = None if span.until is None else microseconds(span.until)
        ends = found[-1].ends if found else None
        follows = bool(found) and (ends is None or since <= ends)
        found.append(
            Span(
                since,
                until,
                found[-1].begun if follows else since,
                span.third_parties,
                span.order,
                span.order_type,
                span.conditions,
                _later(ends, until) if follows else until,
            )
        )
    return _to_their_ends(found)


def _later(one: int | None, other: int | None) -> int | None:
    return None if one is None or other is None else max(one, other)


def _to_their_ends(spans: list[Span]) -> list[Span]:
    """The same, each with the end of the last that its coverage goes on in."""
    last = {span.begun: span.ends for span in spans}
    return [span._replace(ends=last[span.begun]) for span in spans]
