"""The agent says that it was interfered with."""

from monitor.cover import Span
from monitor.event import Event
from monitor.events import AgentTamper
from monitor.matching import engaged
from monitor.severity import Severity
from monitor.signals import TAMPER, Signal, item


def signals(event: Event, span: Span) -> list[Signal]:
    """A signal for an event that tells of tampering."""
    if not isinstance(event.data, AgentTamper):
        return []
    words = "the agent reports interference"
    return [
        Signal(
            person=event.person,
            theme=TAMPER,
            severity=Severity.HIGH,
            item=item(event, Severity.HIGH, (event.data.what, ()), words),
            rules=frozenset({"agent-tamper"}),
            orders=engaged(span),
        )
    ]
