"""What a behavioural signal declares: what it measures of a day, and how it says so."""

from collections.abc import Callable
from enum import StrEnum
from typing import NamedTuple

from monitor.behaviour.baseline import Baseline
from monitor.behaviour.day import Day


class Way(StrEnum):
    """In which direction a quantity has to leave what is usual."""

    UP = "up"
    DOWN = "down"
    BOTH = "both"


class Facts(NamedTuple):
    """A day that is over (ordinal), what was counted of it, and what was usual before it."""

    number: int
    day: Day
    baseline: Baseline


class Quantity(NamedTuple):
    """One signal. ``measure`` gives a number a day, null where there is nothing to measure.

    ``least`` is the smallest spread that it is believed to have; ``shown`` puts a value in words;
    ``suggests`` are areas of the Acute-2007 that an assessor may want to look at again; ``rare``
    says that it was nothing on every day on which it was not met.
    """

    name: str
    words: str
    measure: Callable[[Facts], float | None]
    shown: Callable[[float], str]
    least: float
    way: Way = Way.BOTH
    suggests: tuple[str, ...] = ()
    rare: bool = False
