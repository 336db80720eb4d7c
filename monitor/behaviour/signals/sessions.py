"""The longest unbroken use of a day."""

from monitor.behaviour.day import sessions
from monitor.behaviour.signal import Facts, Quantity
from monitor.behaviour.words import minutes


def _measure(facts: Facts) -> float:
    return float(max(sessions(facts.day), default=0))


SESSIONS = Quantity("session", "the longest unbroken use", _measure, minutes, least=3.0)
