"""Counterparts met for the first time, or again after they were forgotten."""

from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import number


def _measure(facts: Facts) -> float:
    known = facts.baseline.known
    return float(sum(contact not in known for contact in facts.day.contacts))


NEW_CONTACTS = Quantity(
    "new-contacts",
    "counterparts that are new",
    _measure,
    number,
    least=1.0,
    way=Way.UP,
    suggests=("victim-access",),
)
