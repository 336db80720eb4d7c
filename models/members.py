"""The two ways to learn: gradient boosting that must rise where told to, and logistic regression.

Boosting: ``HistGradientBoostingClassifier`` with monotonic constraints. Logistic regression is the
plain alternative: a feature that must rise and would not is left out, the worst first, until none
falls.
"""

from enum import StrEnum
from typing import NamedTuple, Protocol

import numpy as np
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

from models.examples import Flags, Numbers
from models.features import Declared, Rows


class Method(StrEnum):
    """How a model learns."""

    BOOSTED = "boosted"
    LOGISTIC = "logistic"


class Estimator(Protocol):
    """What scikit-learn gives back."""

    def decision_function(self, rows: Rows) -> Numbers:
        """Log-odds."""
        ...


class Member(NamedTuple):
    """An estimator, and the features that it looks at (1.0) or not (0.0)."""

    estimator: Estimator
    mask: Numbers

    def scores(self, rows: Rows) -> Numbers:
        """Log-odds, one a row."""
        found: Numbers = self.estimator.decision_function(rows * self.mask)
        return found


class Learned(NamedTuple):
    """What a member learns from."""

    rows: Rows
    acted: Flags
    weights: Numbers


def learn(method: Method, learned: Learned, declared: Declared, seed: int) -> Member:
    """Fit one member; the same for the same input and seed."""
    if method is Method.BOOSTED:
        return _boosted(learned, declared, seed)
    return _logistic(learned, declared)


def _boosted(learned: Learned, declared: Declared, seed: int) -> Member:
    estimator = HistGradientBoostingClassifier(
        max_iter=80,
        learning_rate=0.1,
        max_leaf_nodes=6,
        min_samples_leaf=10,
        l2_regularization=1.0,
        monotonic_cst=[int(one) for one in declared.rises],
        early_stopping=False,
        random_state=seed,
    )
    estimator.fit(learned.rows, learned.acted, sample_weight=learned.weights)
    return Member(estimator, np.ones(len(declared.names)))


def _logistic(learned: Learned, declared: Declared) -> Member:
    mask = np.ones(len(declared.names))
    while True:
        steps = [("scale", StandardScaler()), ("fit", LogisticRegression(C=0.5, max_iter=1000))]
        estimator = Pipeline(steps)
        weights = {"fit__sample_weight": learned.weights}
        estimator.fit(learned.rows * mask, learned.acted, **weights)
        falling = np.where(declared.rises, slopes(estimator), 0.0)
        worst = int(np.argmin(falling))
        if falling[worst] >= 0:
            return Member(estimator, mask)
        mask[worst] = 0.0


def slopes(estimator: Pipeline) -> Numbers:
    """Log-odds that a unit of each feature adds."""
    scale, fit = estimator.named_steps["scale"], estimator.named_steps["fit"]
    found: Numbers = fit.coef_[0] / scale.scale_
    return found
