"""What a unit would use without a model, to compare with: each gives a score, higher is worse.

A score is of people whom the rival has not learned from, as the model's own is.
"""

from collections.abc import Callable
from typing import TypeAlias

import numpy as np
from sklearn.ensemble import IsolationForest

from models.examples import Examples, Numbers
from models.features import Declared
from models.members import Method
from models.training import out_of_fold, splits

Rival: TypeAlias = Callable[[Examples, Declared, int], Numbers]


def keyword_count(examples: Examples, declared: Declared, seed: int) -> Numbers:  # noqa: ARG001
    """How many events an alert has: the threshold on a count that needs no model."""
    return examples.rows[:, declared.names.index("count")].copy()


def severity(examples: Examples, declared: Declared, seed: int) -> Numbers:  # noqa: ARG001
    """The rules alone: their severity, then the number of events."""
    rank = examples.rows[:, declared.names.index("rank")]
    count = examples.rows[:, declared.names.index("count")]
    found: Numbers = rank + count / (1 + count.max(initial=0.0))
    return found


def logistic_on_counts(examples: Examples, declared: Declared, seed: int) -> Numbers:
    """Plain logistic regression on counts."""
    which = np.flatnonzero(declared.counts)
    columns = Declared(
        declared.version,
        tuple(declared.names[at] for at in which),
        (False,) * len(which),
        (True,) * len(which),
    )
    counts = examples._replace(rows=examples.rows[:, which])
    return out_of_fold(counts, columns, Method.LOGISTIC, seed)


def isolation_forest(examples: Examples, declared: Declared, seed: int) -> Numbers:  # noqa: ARG001
    """How unusual an alert is (Liu, Ting and Zhou, "Isolation forest", ICDM 2008): no labels."""
    scores = np.zeros(len(examples.people))
    for known, unknown in splits(examples, seed):
        forest = IsolationForest(n_estimators=100, random_state=seed)
        forest.fit(examples.rows[known])
        scores[unknown] = -forest.score_samples(examples.rows[unknown])
    return scores


RIVALS: dict[str, Rival] = {
    "keyword count": keyword_count,
    "severity by the rules": severity,
    "logistic on counts": logistic_on_counts,
    "isolation forest": isolation_forest,
}
