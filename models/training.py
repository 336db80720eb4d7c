"""Learning from examples: one fit, its calibration on people unknown to it, and its doubt.

The interval is of an ensemble: the same fit on people drawn with replacement (Efron and Tibshirani,
"An Introduction to the Bootstrap", 1993). It says how far the likelihood would move had other
people been met, not how far a single alert may stray.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from models.calibration import Calibration, calibrated
from models.errors import ModelError
from models.examples import Examples, Numbers
from models.features import Declared, Rows
from models.members import Learned, Member, Method, learn
from models.people import any_of, folds
from models.threads import one_thread

FOLDS = 5
MEMBERS = 20
FEWEST = 20
FEWEST_ACTED = 5
"""Alerts, and people on each side, below which nothing can be learned."""

QUANTILES = 101
SHARE = 0.9
"""Of the ensemble, within the interval."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """A model. ``reference`` is the median of each feature: nobody's window, the usual one.

    ``profile`` are quantiles of each feature by itself, to see by whether it drifts.
    """

    declared: Declared
    method: Method
    main: Member
    ensemble: tuple[Member, ...]
    calibration: Calibration
    reference: Numbers
    profile: Rows

    def likelihood(self, rows: Rows) -> Numbers:
        """The likelihood that an operator would act, 0..1, one a row."""
        return self.calibration(self.main.scores(rows))

    def interval(self, rows: Rows) -> tuple[Numbers, Numbers]:
        """Below and above which little of the ensemble lies; the likelihood is within."""
        middle = self.likelihood(rows)
        if not self.ensemble:
            return middle, middle
        each = np.stack([self.calibration(one.scores(rows)) for one in self.ensemble])
        tail = (1 - SHARE) / 2
        low, high = np.quantile(each, [tail, 1 - tail], axis=0)
        return np.minimum(low, middle), np.maximum(high, middle)


def fit(
    examples: Examples, declared: Declared, method: Method, seed: int, members: int = MEMBERS
) -> Fitted:
    """Learn; the same for the same examples and seed. Raises ``ModelError`` for too few of them.

    What is learned from should hold nobody who is held out (``models.examples.held_out``).
    """
    check_enough(examples)
    with one_thread():
        return Fitted(
            declared,
            method,
            _fit(examples, declared, method, seed),
            tuple(
                _fit(drawn, declared, method, seed) for drawn in resampled(examples, seed, members)
            ),
            _calibration(examples, declared, method, seed),
            np.median(examples.rows, axis=0),
            np.quantile(examples.rows, np.linspace(0, 1, QUANTILES), axis=0),
        )


def check_enough(examples: Examples) -> None:
    """Raise ``ModelError`` where nothing can be learned from so little."""
    alerts = len(set(examples.alerts))
    acted = list(any_of(examples.people, examples.acted).values())
    some, none = sum(acted), len(acted) - sum(acted)
    if alerts < FEWEST or min(some, none) < FEWEST_ACTED:
        raise ModelError(
            f"too little to learn from: {alerts} alerts ({FEWEST} are needed), of {some} people on"
            f" whose alerts somebody acted and {none} on whose nobody did"
            f" ({FEWEST_ACTED} are needed of each)"
        )


def _fit(examples: Examples, declared: Declared, method: Method, seed: int) -> Member:
    weights = examples.weights()
    learned = Learned(examples.rows, examples.acted, weights / weights.mean())
    return learn(method, learned, declared, seed)


def out_of_fold(examples: Examples, declared: Declared, method: Method, seed: int) -> Numbers:
    """Scores of each example by a member that knows nothing of its person."""
    scores = np.zeros(len(examples.people))
    for known, unknown in splits(examples, seed):
        member = _fit(examples.where(known), declared, method, seed)
        scores[unknown] = member.scores(examples.rows[unknown])
    return scores


def splits(examples: Examples, seed: int) -> Iterator[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    """Whom to learn from and whom to judge, in turn; nobody is in both."""
    fold = folds(any_of(examples.people, examples.acted), FOLDS, seed)
    own = np.array([fold[person] for person in examples.people])
    for number in range(FOLDS):
        if (own == number).any():
            yield own != number, own == number


def _calibration(examples: Examples, declared: Declared, method: Method, seed: int) -> Calibration:
    scores = out_of_fold(examples, declared, method, seed)
    return calibrated(scores, examples.acted, examples.weights())


def resampled(examples: Examples, seed: int, count: int) -> Iterator[Examples]:
    """As many people as there are, drawn with replacement, so often; each time of both kinds.

    Who is drawn twice is two people, with alerts of their own.
    """
    everybody = sorted(set(examples.people))
    own: dict[str, list[int]] = {person: [] for person in everybody}
    for place, person in enumerate(examples.people):
        own[person].append(place)
    return islice(_draws(examples, everybody, own, seed), count)


def _draws(
    examples: Examples, everybody: list[str], own: dict[str, list[int]], seed: int
) -> Iterator[Examples]:
    chance = np.random.default_rng(seed)
    while True:
        drawn = sorted(chance.integers(len(everybody), size=len(everybody)).tolist())
        places = [(place, copy) for copy, one in enumerate(drawn) for place in own[everybody[one]]]
        taken = examples.taken(np.array([place for place, _ in places]))
        if 0 < taken.acted.sum() < len(taken.people):
            copies = [copy for _, copy in places]
            yield taken._replace(
                people=_numbered(taken.people, copies), alerts=_numbered(taken.alerts, copies)
            )


def _numbered(names: tuple[str, ...], copies: list[int]) -> tuple[str, ...]:
    return tuple(f"{name}#{copy}" for name, copy in zip(names, copies, strict=True))
