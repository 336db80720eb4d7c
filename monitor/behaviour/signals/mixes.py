"""Which apps are used, and whom is written with: the distance from the usual mix."""

from monitor.behaviour.mix import distance
from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import share

ENOUGH_EVENTS = 8
"""Events below which a day's mix means little."""


def _apps(facts: Facts) -> float | None:
    return _far(facts.day.apps, facts.baseline.apps)


def _talk(facts: Facts) -> float | None:
    return _far(facts.day.talk, facts.baseline.talk)


def _far(seen: dict[int, int], usual: dict[int, float]) -> float | None:
    if sum(seen.values()) < ENOUGH_EVENTS:
        return None
    return distance({key: float(number) for key, number in seen.items()}, usual)


APPS = Quantity(
    "apps", "apps used, as far from the usual mix as", _apps, share, least=0.05, way=Way.UP
)
TALK = Quantity(
    "counterparts",
    "counterparts, as far from the usual mix as",
    _talk,
    share,
    least=0.05,
    way=Way.UP,
    suggests=("collapse-of-social-supports",),
)
