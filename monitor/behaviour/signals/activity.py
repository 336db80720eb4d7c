"""How long the device was in use in a day, in five-minute stretches with anything done in them."""

from monitor.behaviour.day import active
from monitor.behaviour.signal import Facts, Quantity
from monitor.behaviour.words import minutes


def _measure(facts: Facts) -> float:
    return float(active(facts.day))


ACTIVITY = Quantity(
    "activity", "use in all", _measure, minutes, least=6.0, suggests=("emotional-collapse",)
)
