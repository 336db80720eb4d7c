"""A cue as a step of a sequence, and the signal that it is."""

from typing import NamedTuple

from monitor.behaviour.cue import Cue
from monitor.cover import Span
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import Item, Signal


class Step(NamedTuple):
    """A cue that has its place in a sequence. ``suggests`` are areas of the Acute-2007."""

    cue: Cue
    theme: str
    severity: Severity
    words: str
    suggests: tuple[str, ...]

    def signal(self, person: str, span: Span) -> Signal:
        """The signal, under the terms that covered the cue when it was received."""
        cue = self.cue
        return Signal(
            person=person,
            theme=self.theme,
            severity=self.severity,
            item=Item(
                self.severity.rank,
                cue.time,
                cue.identity,
                cue.event,
                cue.device,
                cue.received,
                cue.type,
                "",
                (),
                self.words,
            ),
            rules=frozenset({f"{self.theme}/{cue.kind}"}),
            orders=engaged(span),
            suggests=frozenset(self.suggests),
            counterpart=cue.counterpart,
        )
