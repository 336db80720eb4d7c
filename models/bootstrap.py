"""People drawn with replacement, and the interval of a figure over them.

Percentile bootstrap (Efron and Tibshirani, "An Introduction to the Bootstrap", 1993, ch. 13). The
unit that is drawn is the person: moments of one person are no independent witnesses.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import TypeVar

import msgspec
import numpy as np

T = TypeVar("T")

REPEATS = 200
LEVEL = 0.95


class Figure(msgspec.Struct, frozen=True, kw_only=True):
    """A figure and its 95 % bootstrap interval over people; null where there is none to give."""

    value: float | None
    low: float | None
    high: float | None

    def words(self) -> str:
        """As it is written in a table."""
        if self.value is None:
            return "none"
        if self.low is None or self.high is None:
            return f"{self.value:.3f}"
        return f"{self.value:.3f} ({self.low:.3f} to {self.high:.3f})"


def drawn(count: int, seed: int, repeats: int) -> Iterator[list[int]]:
    """So many times, ``count`` places out of ``count``, with replacement, in order."""
    chance = np.random.default_rng(seed)
    for _ in range(repeats):
        yield sorted(chance.integers(count, size=count).tolist())


def figure(
    units: Sequence[T],
    measure: Callable[[Sequence[T]], float | None],
    seed: int = 0,
    repeats: int = REPEATS,
) -> Figure:
    """A measure of units, one a person, with its interval; draws where it is null are left out."""
    value = measure(units)
    if value is None:
        return Figure(value=None, low=None, high=None)
    found = [measure([units[at] for at in which]) for which in drawn(len(units), seed, repeats)]
    return interval(value, [one for one in found if one is not None])


def interval(value: float, found: Sequence[float]) -> Figure:
    """A value and the middle of what its repetitions gave."""
    if not found:
        return Figure(value=round(value, 6), low=None, high=None)
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(np.array(found), [tail, 1 - tail])
    return Figure(value=round(value, 6), low=round(float(low), 6), high=round(float(high), 6))
