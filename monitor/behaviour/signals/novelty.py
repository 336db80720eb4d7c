"""Use at hours at which there never was any: the share of the day's use that falls there."""

from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.signals.rhythm import ENOUGH_USE, hours_of
from monitor.behaviour.words import share

UNHEARD_OF = 0.01
"""The share of use at an hour that is as good as none."""


def _measure(facts: Facts) -> float | None:
    seen = hours_of(facts)
    usual = {hour: facts.baseline.hours[hour] for hour in seen}
    whole, before = sum(seen.values()), sum(usual.values())
    if whole < ENOUGH_USE or before <= 0:
        return None
    new = sum(use for hour, use in seen.items() if usual[hour] / before < UNHEARD_OF)
    return new / whole


NOVELTY = Quantity(
    "novelty",
    "share of use at hours never used before",
    _measure,
    share,
    least=0.1,
    way=Way.UP,
)
