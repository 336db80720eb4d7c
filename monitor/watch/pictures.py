"""Pictures whose hashes an alert set knows. Only hashes ever arrive, never a picture.

An agent sends the PDQ hash of one orientation; a picture that was turned is met only where the set
holds it so.
"""

from collections.abc import Iterable, Iterator
from typing import Protocol

from hashsets.matching import Match
from hashsets.records import Algorithm, Disposition
from monitor.cover import Span
from monitor.event import Event
from monitor.events import ImageSeen
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import Signal, item

KNOWN_IMAGE = "known-image"


class Sets(Protocol):
    """The open hash sets (``hashsets.matching.Matcher``)."""

    def digest(self, algorithm: Algorithm, digest: bytes) -> Iterator[Match]:
        """The records that hold one exact digest."""
        ...

    def perceptual(self, pdq: bytes | None, phash: bytes | None) -> list[Match]:
        """The records within the usual radius, nearest first."""
        ...


def signals(event: Event, span: Span, sets: Sets | None) -> list[Signal]:
    """A signal for a picture that is known, or resembles one that is."""
    if sets is None or not isinstance(event.data, ImageSeen):
        return []
    found = [match for match in _matches(event.data, sets) if _alerts(match)]
    if not found:
        return []
    worst = max(found, key=lambda match: Severity(match.severity).rank)
    severity = Severity(worst.severity)
    return [
        Signal(
            person=event.person,
            theme=KNOWN_IMAGE,
            severity=severity,
            item=item(event, severity, ("", ()), _words(worst)),
            rules=frozenset(_named(found)),
            orders=engaged(span),
        )
    ]


def _matches(data: ImageSeen, sets: Sets) -> Iterator[Match]:
    if data.md5 is not None:
        yield from sets.digest(Algorithm.MD5, bytes.fromhex(data.md5))
    if data.pdq is not None:
        yield from sets.perceptual(bytes.fromhex(data.pdq), None)


def _alerts(match: Match) -> bool:
    return match.disposition == Disposition.ALERT


def _named(found: Iterable[Match]) -> set[str]:
    return {f"{match.set}@{match.set_version}/{match.record}" for match in found}


def _words(match: Match) -> str:
    which = f"record {match.record} of set {match.set}@{match.set_version}"
    if match.algorithm == Algorithm.MD5:
        return f"a picture seen has the MD5 of {which}"
    return f"a picture seen resembles {which} (PDQ distance {match.distance}, unverified)"
