"""What is usual: exponentially forgetting means and spreads, and sums of small deviations.

A day's value is judged against what came before, and only then added. Old days fade with a
half-life of ``HALF_LIFE`` days. Mean and variance follow West's weighted updating (D. H. D. West,
"Updating mean and variance estimates: an improved method", CACM 22(9), 1979); the sums are Page's
CUSUM (E. S. Page, "Continuous inspection schemes", Biometrika 41, 1954), with the usual allowance
of half a spread.
"""

import math

import msgspec

HALF_LIFE = 21.0
"""Days after which a day counts half."""

LONG_AGO = 42
"""Days without a watched one after which nothing is called usual any more: two half-lives."""

ENOUGH = 14
"""Days that were watched before anything is called usual."""

ALLOWANCE = 0.5
"""What a deviation must exceed, in spreads, to add to a sum."""

LARGEST = 8.0
"""Spreads that one day adds to a sum at most: one odd day is no change of habits."""


class Usual(msgspec.Struct, array_like=True):
    """One quantity: the weight of the days so far, their mean and variance, and both sums."""

    weight: float = 0.0
    mean: float = 0.0
    variance: float = 0.0
    up: float = 0.0
    down: float = 0.0


class Baseline(msgspec.Struct, array_like=True):
    """A person's habits. ``days`` were watched up to and with ``last`` (ordinal).

    ``hours`` are 48 shares of use: the hours of a working day, then of a day at the weekend;
    ``apps`` and ``talk`` shares by class; ``known`` when (ordinal) each counterpart was met last.
    """

    days: int = 0
    last: int = 0
    usual: dict[str, Usual] = {}
    hours: list[float] = msgspec.field(default_factory=lambda: [0.0] * 48)
    apps: dict[int, float] = {}
    talk: dict[int, float] = {}
    known: dict[int, int] = {}

    def forget(self) -> None:
        """Begin anew: what was usual under terms that ended, or long ago, tells nothing."""
        self.days = self.last = 0
        self.usual, self.apps, self.talk, self.known = {}, {}, {}, {}
        self.hours = [0.0] * 48


def fading(days: float) -> float:
    """What remains of a weight after so many days."""
    return float(0.5 ** (days / HALF_LIFE))


def spread(usual: Usual, least: float) -> float:
    """The standard deviation, never taken for smaller than ``least``."""
    return max(math.sqrt(max(usual.variance, 0.0)), least)


def score(usual: Usual, value: float, least: float) -> float:
    """How many spreads a value lies from the mean."""
    return (value - usual.mean) / spread(usual, least)


def learn(usual: Usual, value: float, days: int) -> None:
    """Add a value, ``days`` after the one before it."""
    kept = usual.weight * fading(days)
    usual.weight = kept + 1.0
    away = value - usual.mean
    step = away / usual.weight
    usual.mean += step
    usual.variance = (kept * (usual.variance + away * step)) / usual.weight


def drift(usual: Usual, value: float, least: float) -> float:
    """Add a value to both sums; the larger one after that, negative for the downward sum."""
    away = max(-LARGEST, min(score(usual, value, least), LARGEST))
    usual.up = max(0.0, usual.up + away - ALLOWANCE)
    usual.down = max(0.0, usual.down - away - ALLOWANCE)
    return usual.up if usual.up >= usual.down else -usual.down
