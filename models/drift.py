"""Whether what comes in, or what becomes of it, is still as it was when a model was made.

Population stability index: Siddiqi, "Credit Risk Scorecards", 2006, with its usual marks of 0.1 and
0.25. Calibration-in-the-large: the mean likelihood beside the rate at which alerts were acted on
(Steyerberg, "Clinical Prediction Models", 2009).
"""

import math
from collections.abc import Sequence
from enum import StrEnum

import msgspec
import numpy as np

from models.examples import Flags, Numbers
from models.features import Declared, Rows

MOVED, SHIFTED = 0.1, 0.25
BINS = 10
FEWEST = 50
"""Windows below which nothing is said: an index of few is large by chance alone."""


class Drift(StrEnum):
    """How far a feature went from where it was."""

    STEADY = "steady"
    MOVED = "moved"
    SHIFTED = "shifted"


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """A feature and its population stability index."""

    feature: str
    index: float
    drift: Drift


class Large(msgspec.Struct, frozen=True, kw_only=True):
    """Mean likelihood and rate over verdicts; ``z`` is their distance in standard errors."""

    verdicts: int
    likely: float
    rate: float
    z: float

    def words(self) -> str:
        """Whether the likelihoods still hold."""
        said = f"said {self.likely:.2f}, was {self.rate:.2f} over {self.verdicts} verdicts"
        if abs(self.z) < 2:
            return f"calibration holds: {said}"
        more = "too much" if self.z > 0 else "too little"
        return f"calibration has drifted, it says {more}: {said}; train again"


def stability(before: Numbers, now: Numbers) -> float:
    """Population stability index of one number, in bins of tenths of ``before``; 0 is no change.

    The sum of (share now - share before) x ln(share now / share before); half a window is added to
    each bin, so that none is empty.
    """
    edges = np.unique(np.quantile(before, np.linspace(0, 1, BINS + 1)[1:-1], method="lower"))
    shares = []
    for values in (before, now):
        counts = np.bincount(np.searchsorted(edges, values, side="left"), minlength=len(edges) + 1)
        shares.append((counts + 0.5) / (counts.sum() + 0.5 * len(counts)))
    return float(((shares[1] - shares[0]) * np.log(shares[1] / shares[0])).sum())


def shifts(declared: Declared, before: Rows, now: Rows) -> list[Shift]:
    """Each feature that is not steady, the furthest first; nothing where there is too little.

    ``before`` may be the quantiles of each feature alone, as a model keeps them.
    """
    if len(now) < FEWEST:
        return []
    indices = [stability(before[:, at], now[:, at]) for at in range(len(declared.names))]
    found = [
        Shift(feature=name, index=round(index, 4), drift=_drift(index))
        for name, index in zip(declared.names, indices, strict=True)
        if index >= MOVED
    ]
    return sorted(found, key=lambda one: (-one.index, one.feature))


def _drift(index: float) -> Drift:
    if index >= SHIFTED:
        return Drift.SHIFTED
    return Drift.MOVED if index >= MOVED else Drift.STEADY


def in_the_large(likely: Numbers, acted: Flags) -> Large | None:
    """Calibration of the last verdicts as a whole; null where there is none."""
    if not len(likely):
        return None
    error = math.sqrt(max(float((likely * (1 - likely)).sum()), 1e-9)) / len(likely)
    said, was = float(likely.mean()), float(acted.mean())
    return Large(
        verdicts=len(likely),
        likely=round(said, 4),
        rate=round(was, 4),
        z=round((said - was) / error, 3),
    )


def words(found: Sequence[Shift]) -> str:
    """What drifted, in a line."""
    if not found:
        return "inputs are as they were when the model was made"
    named = ", ".join(f"{one.feature} {one.drift} ({one.index:.2f})" for one in found[:5])
    return f"inputs have changed: {named}"
