"""Messages sent and received in a day, by the logarithm of their number plus one."""

from math import log1p

from monitor.behaviour.signal import Facts, Quantity
from monitor.behaviour.words import counted


def _sent(facts: Facts) -> float:
    return log1p(facts.day.counts.get("sent", 0))


def _received(facts: Facts) -> float:
    return log1p(facts.day.counts.get("received", 0))


SENT = Quantity(
    "sent", "messages sent", _sent, counted, least=0.4, suggests=("collapse-of-social-supports",)
)
RECEIVED = Quantity(
    "received",
    "messages received",
    _received,
    counted,
    least=0.4,
    suggests=("collapse-of-social-supports",),
)
