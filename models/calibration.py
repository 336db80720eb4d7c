"""From a score to a likelihood: isotonic where there are enough examples, Platt's where few.

Isotonic regression: Zadrozny and Elkan, "Transforming classifier scores into accurate multiclass
probability estimates", KDD 2002. Platt, "Probabilistic outputs for support vector machines", 1999,
with its targets that keep a likelihood away from 0 and 1.
"""

from enum import StrEnum
from typing import NamedTuple

import numpy as np
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from models.examples import Flags, Numbers

ENOUGH = 400
ENOUGH_ACTED = 80
"""Alerts, and alerts acted on, from which isotonic regression has enough for its many steps."""

TILT = 0.02
"""Share of the score's own order in what isotonic regression says, so that its steps order too."""


class Kind(StrEnum):
    """How a score became a likelihood."""

    ISOTONIC = "isotonic"
    PLATT = "platt"


class Calibration(NamedTuple):
    """Knots of isotonic regression (``x``, ``y``), or Platt's slope and intercept in ``y``."""

    kind: Kind
    x: Numbers
    y: Numbers

    def __call__(self, scores: Numbers) -> Numbers:
        """Likelihoods, 0..1, that never fall as scores rise."""
        if self.kind is Kind.PLATT:
            return expit(self.y[0] * scores + self.y[1])
        steps = np.interp(scores, self.x, self.y)
        likely: Numbers = (1 - TILT) * steps + TILT * expit(scores)
        return likely


def expit(scores: Numbers) -> Numbers:
    """The logistic function, without overflow."""
    likely: Numbers = 0.5 * (1 + np.tanh(0.5 * scores))
    return likely


def calibrated(scores: Numbers, acted: Flags, weights: Numbers) -> Calibration:
    """Fit scores of people who were not learned from; ``weights`` add up to one an alert."""
    if weights.sum() >= ENOUGH and weights[acted].sum() >= ENOUGH_ACTED:
        return _isotonic(scores, acted, weights)
    return _platt(scores, acted, weights)


def _isotonic(scores: Numbers, acted: Flags, weights: Numbers) -> Calibration:
    least = 1 / (weights.sum() + 2)
    fitted = IsotonicRegression(y_min=least, y_max=1 - least, out_of_bounds="clip")
    fitted.fit(scores, acted.astype(np.float64), sample_weight=weights)
    return Calibration(Kind.ISOTONIC, fitted.X_thresholds_, fitted.y_thresholds_)


def _platt(scores: Numbers, acted: Flags, weights: Numbers) -> Calibration:
    some, none = weights[acted].sum(), weights[~acted].sum()
    target = np.where(acted, (some + 1) / (some + 2), 1 / (none + 2))
    fitted = LogisticRegression(C=1e6)
    fitted.fit(
        np.concatenate([scores, scores])[:, None],
        np.repeat([True, False], len(scores)),
        sample_weight=np.concatenate([weights * target, weights * (1 - target)]),
    )
    slope, intercept = float(fitted.coef_[0, 0]), float(fitted.intercept_[0])
    if slope <= 0:
        # worse than chance on people unknown to it: then everybody has the usual likelihood
        rate = float(np.average(target, weights=weights))
        slope, intercept = 0.0, float(np.log(rate / (1 - rate)))
    return Calibration(Kind.PLATT, np.empty(0), np.array([slope, intercept]))
