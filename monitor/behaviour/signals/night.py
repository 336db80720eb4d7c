"""Use between midnight and five by local clocks."""

from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import minutes

NIGHT = range(5)
"""Hours that begin in the night."""


def _measure(facts: Facts) -> float:
    return float(sum(facts.day.hours[hour].bit_count() for hour in NIGHT))


NIGHT_USE = Quantity(
    "night",
    "use between midnight and five",
    _measure,
    minutes,
    least=2.0,
    way=Way.UP,
    suggests=("emotional-collapse",),
)
