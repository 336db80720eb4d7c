"""Apps installed, and removed, in a day."""

from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import number


def _installed(facts: Facts) -> float:
    return float(facts.day.counts.get("installed", 0))


def _removed(facts: Facts) -> float:
    return float(facts.day.counts.get("removed", 0))


INSTALLED = Quantity("installs", "apps installed", _installed, number, least=1.0, way=Way.UP)
REMOVED = Quantity(
    "removals",
    "apps removed",
    _removed,
    number,
    least=1.0,
    way=Way.UP,
    suggests=("rejection-of-supervision",),
)
