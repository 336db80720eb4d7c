"""Contact that is built up over days: somebody new, then a cue of contact, then one of a meeting.

Cues of category ``contact`` are ordinary life one by one. In this order with one counterpart, who
was first met within ``WINDOW``, and with at least ``SPACING`` between the cue of contact (another
app, an address, a secret) and that of a meeting, they are worth a look together.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from monitor.behaviour.calendar import DAY, end_of, local
from monitor.behaviour.cue import Cue, Kind
from monitor.behaviour.step import Step
from monitor.severity import Severity
from monitor.signals import Signal

CATEGORIES = frozenset({"contact", "meeting"})
MEETING = frozenset({"arrange-meeting", "come-alone", "stay-the-night"})
"""Terms of category ``contact`` that speak of a meeting; so does every one of ``meeting``."""

THEME = "approach"
WINDOW_DAYS = 28
SPACING = 12 * 3_600_000_000
"""µs between a cue of contact and one of a meeting, at least."""

SUGGESTS = ("victim-access",)


def kind_of(signal: Signal) -> Kind | None:
    """What a hit of these categories is; null where no counterpart is known."""
    if signal.counterpart is None:
        return None
    terms = {rule.rpartition("/")[2] for rule in signal.rules}
    return Kind.MEETING if signal.theme == "meeting" or terms & MEETING else Kind.CONTACT


def steps(cues: list[Cue], met: Mapping[int, int]) -> Iterator[Step]:
    """The cues that are part of such a sequence."""
    own = [cue for cue in cues if cue.number in met]
    contact = [cue for cue in own if cue.kind is Kind.CONTACT and _is_soon(cue, met)]
    meeting = [cue for cue in own if cue.kind is Kind.MEETING and _is_soon(cue, met)]
    for cue in contact:
        if any(_follows(one, cue) for one in meeting):
            words = f"{cue.rule}, before words of a meeting, with {_whom(cue, met)}"
            yield Step(cue, THEME, Severity.MEDIUM, words, SUGGESTS)
    for cue in meeting:
        if any(_follows(cue, one) for one in contact):
            words = f"{cue.rule}, after a cue of contact, with {_whom(cue, met)}"
            yield Step(cue, THEME, Severity.HIGH, words, SUGGESTS)


def _whom(cue: Cue, met: Mapping[int, int]) -> str:
    return f"a counterpart first met on {date.fromordinal(met[cue.number]).isoformat()}"


def _is_soon(cue: Cue, met: Mapping[int, int]) -> bool:
    first = met[cue.number]
    return local(cue.time).day >= first and cue.time < end_of(first) + WINDOW_DAYS * DAY


def _follows(meeting: Cue, contact: Cue) -> bool:
    return meeting.number == contact.number and meeting.time - contact.time >= SPACING
