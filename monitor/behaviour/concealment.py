"""Hiding, then silence: a hit of category ``concealment`` and a silence that begins soon after it.

A VPN or a vault that is installed is a hit like any other: the libraries know the names. By itself
each may be nothing; a device that falls silent within ``WINDOW`` of it is worth a look at both.
"""

from collections.abc import Iterator, Mapping

from monitor.behaviour.cue import Cue, Kind
from monitor.behaviour.step import Step
from monitor.severity import Severity

CATEGORY = "concealment"
THEME = "concealment-sequence"
WINDOW = 48 * 3_600_000_000
"""µs within which the silence begins."""

SUGGESTS = ("rejection-of-supervision",)


def steps(cues: list[Cue], met: Mapping[int, int]) -> Iterator[Step]:  # noqa: ARG001
    """The cues that are part of such a sequence."""
    hiding = [cue for cue in cues if cue.kind is Kind.HIDING]
    quiet = [cue for cue in cues if cue.kind is Kind.QUIET]
    for cue in hiding:
        if any(_follows(one, cue) for one in quiet):
            words = f"{cue.rule}, and silence within 48 hours"
            yield Step(cue, THEME, Severity.MEDIUM, words, SUGGESTS)
    for cue in quiet:
        if any(_follows(cue, one) for one in hiding):
            words = "silence began within 48 hours of what may be concealment"
            yield Step(cue, THEME, Severity.HIGH, words, SUGGESTS)


def _follows(quiet: Cue, hiding: Cue) -> bool:
    return 0 <= quiet.time - hiding.time <= WINDOW
