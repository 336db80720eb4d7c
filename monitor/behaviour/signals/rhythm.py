"""At which hours of a working day, or of a day at the weekend, the device was in use.

The distance between the day's shares of use by hour and the usual ones (``monitor.behaviour.mix``):
someone who comes to live by night is seen even where the use in all stays the same.
"""

from monitor.behaviour.calendar import is_weekend
from monitor.behaviour.mix import distance
from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import share

ENOUGH_USE = 6
"""Five-minute stretches below which a day's shares mean little."""


def hours_of(facts: Facts) -> dict[int, float]:
    """The day's use by number of the hour among the 48 of the baseline."""
    first = 24 if is_weekend(facts.number) else 0
    return {first + hour: float(bits.bit_count()) for hour, bits in enumerate(facts.day.hours)}


def _measure(facts: Facts) -> float | None:
    seen = hours_of(facts)
    if sum(seen.values()) < ENOUGH_USE:
        return None
    usual = {hour: facts.baseline.hours[hour] for hour in seen}
    return distance(seen, usual)


RHYTHM = Quantity(
    "rhythm",
    "hours of use, as far from the usual ones as",
    _measure,
    share,
    least=0.05,
    way=Way.UP,
    suggests=("emotional-collapse",),
)
