"""Hits of the keyword libraries in a day, each category by itself, however mild.

One mild word is nothing; the same mild word every day for a week, from somebody who never used it,
may be something.
"""

from collections.abc import Iterator
from functools import partial
from math import log1p

from monitor.behaviour.signal import Facts, Quantity, Way
from monitor.behaviour.words import counted

PREFIX = "category:"


def quantities(facts: Facts) -> Iterator[Quantity]:
    """A quantity for every category met on this day or before."""
    before = {name.removeprefix(PREFIX) for name in facts.baseline.usual if PREFIX in name}
    for category in sorted({*facts.day.categories, *before}):
        yield Quantity(
            PREFIX + category,
            f"hits of category {category}",
            partial(_measure, category),
            counted,
            least=0.35,
            way=Way.UP,
            rare=True,
        )


def _measure(category: str, facts: Facts) -> float:
    return log1p(facts.day.categories.get(category, 0))
