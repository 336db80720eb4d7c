"""The table of features: declared, in order, versioned. Each is one number of a window.

A model names the version that it was made with and is refused under another: a number must never
mean something else than when it was learned.
"""

import math
from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.window import OTHER, THEMES, Window

VERSION = "alert-1"

Rows = NDArray[np.float64]
"""Shape (windows, features)."""


class Feature(NamedTuple):
    """One number. ``rises``: more of it must never make an operator's act less likely.

    ``counts``: whether a model of counts alone, the plain comparison, may look at it. ``shown``
    puts a value in words.
    """

    name: str
    words: str
    measure: Callable[[Window], float]
    rises: bool = False
    counts: bool = False
    shown: Callable[[float], str] = "{:.1f}".format


class Declared(NamedTuple):
    """A table of features as a model keeps it, whatever its rows are of."""

    version: str
    names: tuple[str, ...]
    rises: tuple[bool, ...]
    counts: tuple[bool, ...]


def _counted(logarithm: float) -> str:
    return f"{math.expm1(logarithm):.0f}"


def _yes(value: float) -> str:
    return "yes" if value >= 0.5 else "no"


def _number(
    name: str, words: str, number: Callable[[Window], float], rises: bool = True
) -> Feature:
    """A count, as the logarithm of one more: from 1 to 2 means more than from 101 to 102."""

    def measure(window: Window) -> float:
        return math.log1p(number(window))

    return Feature(name, words, measure, rises, counts=True, shown=_counted)


def _theme(theme: str) -> Feature:
    def measure(window: Window) -> float:
        known = window.theme if window.theme in THEMES else OTHER
        return float(known == theme)

    return Feature(f"theme={theme}", f"theme {theme}", measure, shown=_yes)


def _turn(window: Window) -> float:
    return 2 * math.pi * window.hour / 24


TABLE: tuple[Feature, ...] = (
    Feature("rank", "severity by the rules", lambda w: w.rank, rises=True, shown="{:.0f}".format),
    _number("count", "events", lambda w: w.count),
    _number("rules", "distinct rules", lambda w: w.rules),
    _number("days", "distinct days", lambda w: w.days),
    _number("hours", "hours from first to last", lambda w: w.hours, rises=False),
    _number("low", "lines of low severity", lambda w: sum(w.by_rank[:2]), rises=False),
    _number("medium", "lines of medium severity", lambda w: w.by_rank[2]),
    _number("high", "lines of high severity", lambda w: w.by_rank[3]),
    _number("critical", "lines of critical severity", lambda w: w.by_rank[4]),
    _number("counterparts", "counterparts", lambda w: w.counterparts, rises=False),
    _number("unshared", "counterparts met under no other theme", lambda w: w.unshared),
    _number("devices", "devices", lambda w: w.devices),
    _number("conditions", "conditions engaged", lambda w: w.conditions),
    _number("areas", "areas to reconsider", lambda w: w.areas),
    _number("deviations", "habits left in this alert", lambda w: w.deviations),
    _number("themes beside", "other themes of the person", lambda w: w.beside.themes),
    Feature(
        "rank beside",
        "severity of other themes",
        lambda w: w.beside.rank,
        rises=True,
        shown="{:.0f}".format,
    ),
    _number("deviations beside", "habits left", lambda w: w.beside.deviations),
    _number("silences beside", "silences of a device", lambda w: w.beside.silences),
    _number("tampers beside", "signs of interference", lambda w: w.beside.tampers),
    Feature("managed", "highest level of management", lambda w: w.managed, rises=True, shown=_yes),
    Feature("night", "share at night", lambda w: w.night, shown="{:.0%}".format),
    Feature("hour sin", "time of day (morning)", lambda w: math.sin(_turn(w))),
    Feature("hour cos", "time of day (midnight)", lambda w: math.cos(_turn(w))),
    *(_theme(theme) for theme in (*THEMES, OTHER)),
)

DECLARED = Declared(
    VERSION,
    tuple(feature.name for feature in TABLE),
    tuple(feature.rises for feature in TABLE),
    tuple(feature.counts for feature in TABLE),
)

SHOWN = {feature.name: feature for feature in TABLE}


def rows_of(windows: Sequence[Window]) -> Rows:
    """The windows as numbers, a row each, columns in the table's order. All are finite."""
    rows = [[float(feature.measure(window)) for feature in TABLE] for window in windows]
    return np.array(rows, dtype=np.float64).reshape(len(windows), len(TABLE))
