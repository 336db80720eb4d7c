"""Honest figures of a way to learn, beside what a unit would use without it.

Every score is of a person whom nothing was learned from. Thresholds are set so that the desk gets
as many alerts from each: what is then compared is which alerts, and how early.
"""

from collections.abc import Callable, Sequence
from typing import TypeAlias

import msgspec
import numpy as np

from models.bootstrap import REPEATS, Figure, drawn, figure, interval
from models.calibration import calibrated
from models.early import Decided, days_to_first, erde, latency_weighted_f1, rate_for
from models.examples import Examples, Numbers
from models.features import Declared
from models.measures import brier, expected_calibration_error
from models.members import Method
from models.people import any_of, folds
from models.rivals import RIVALS
from models.telling import Person, per_person_week, precision, threshold_for, told, worked
from models.threads import one_thread
from models.training import FOLDS, Fitted, check_enough, out_of_fold

ERDE_DEADLINES = (5, 50)

People: TypeAlias = Sequence[Person]
Measure: TypeAlias = Callable[[People], float | None]


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """What is evaluated on. ``everybody``: all who were watched, those without an alert too.

    ``capacity``: alerts that the desk looks at in a day; ``load``: alerts told in the whole time.
    """

    everybody: tuple[str, ...]
    weeks: float
    capacity: int
    load: int
    seed: int = 0


class Evaluated(msgspec.Struct, frozen=True, kw_only=True):
    """``figures[way][name]``; ``gained[rival][name]`` is what the model has more than the rival."""

    method: str
    people: int
    people_acted: int
    alerts: int
    weeks: float
    capacity: int
    load: int
    figures: dict[str, dict[str, Figure]]
    gained: dict[str, dict[str, Figure]]


def evaluate(
    examples: Examples,
    declared: Declared,
    method: Method,
    asked: Asked,
    fitted: Fitted | None = None,
) -> Evaluated:
    """The figures; raises ``ModelError`` where there is too little to learn from.

    ``fitted``: a model that has met none of these people, judged as it is; its rivals learn from
    the others of them all the same.
    """
    check_enough(examples)
    with one_thread():
        scores = (
            fitted.main.scores(examples.rows)
            if fitted
            else out_of_fold(examples, declared, method, asked.seed)
        )
        likely = (
            fitted.likelihood(examples.rows)
            if fitted
            else cross_calibrated(examples, scores, asked.seed)
        )
        ways = {str(method): scores}
        ways |= {name: rival(examples, declared, asked.seed) for name, rival in RIVALS.items()}
    people = {name: _people(examples, own, asked) for name, own in ways.items()}
    measures = _measures(examples, asked)
    figures = {name: _figures(own, measures, asked.seed) for name, own in people.items()}
    figures[str(method)] |= _of_likelihoods(examples, likely, asked.seed)
    acted = any_of(examples.people, examples.acted)
    return Evaluated(
        method=str(method),
        people=len({*asked.everybody, *acted}),
        people_acted=sum(acted.values()),
        alerts=len(set(examples.alerts)),
        weeks=round(asked.weeks, 3),
        capacity=asked.capacity,
        load=asked.load,
        figures=figures,
        gained={
            name: _gained(people[str(method)], people[name], measures, asked) for name in RIVALS
        },
    )


def _people(examples: Examples, scores: Numbers, asked: Asked) -> list[Person]:
    threshold = threshold_for(examples, scores, asked.load)
    found = told(examples, scores, threshold, asked.everybody)
    daily = worked(examples, scores, asked.capacity)
    return [one._replace(daily=daily.get(person, (0, 0))) for person, one in found.items()]


def _measures(examples: Examples, asked: Asked) -> dict[str, Measure]:
    rate = rate_for(_usual_signs(examples))
    found: dict[str, Measure] = {
        "latency-weighted F1": lambda people: latency_weighted_f1(_decided(people), rate),
    }
    for deadline in ERDE_DEADLINES:
        found[f"ERDE {deadline}"] = _erde(deadline)
    found |= {
        f"precision at {asked.capacity} a day": precision,
        "alerts per person-week": lambda people: per_person_week(people, asked.weeks),
        "days to first alert": lambda people: days_to_first(_decided(people)),
        "found": _recall,
    }
    return found


def _erde(deadline: int) -> Measure:
    return lambda people: erde(_decided(people), deadline)


def _recall(people: People) -> float | None:
    sought = [one.decided for one in people if one.decided.sought]
    return sum(one.delay is not None for one in sought) / len(sought) if sought else None


def _decided(people: People) -> list[Decided]:
    return [one.decided for one in people]


def _usual_signs(examples: Examples) -> float:
    """Median over alerts that were acted on of how many signs they had in the end."""
    most: dict[str, int] = {}
    for alert, acted, signs in zip(examples.alerts, examples.acted, examples.signs, strict=True):
        if acted:
            most[alert] = max(int(signs), most.get(alert, 0))
    return float(np.median(list(most.values()))) if most else 1.0


def _figures(people: People, measures: dict[str, Measure], seed: int) -> dict[str, Figure]:
    return {name: figure(people, measure, seed) for name, measure in measures.items()}


def _gained(
    model: People, rival: People, measures: dict[str, Measure], asked: Asked
) -> dict[str, Figure]:
    """Differences on the same people, drawn together."""
    pairs = list(zip(model, rival, strict=True))
    found = {}
    for name, measure in measures.items():

        def difference(
            units: Sequence[tuple[Person, Person]], measure: Measure = measure
        ) -> float | None:
            one, other = measure([a for a, _ in units]), measure([b for _, b in units])
            return None if one is None or other is None else one - other

        found[name] = figure(pairs, difference, asked.seed)
    return found


def _of_likelihoods(examples: Examples, likely: Numbers, seed: int) -> dict[str, Figure]:
    """Calibration, fitted and judged on other people again."""
    weights = examples.weights()
    names = sorted(set(examples.people))
    place = {name: at for at, name in enumerate(names)}
    own = np.array([place[name] for name in examples.people])
    found = {}
    for name, measure in (
        ("Brier score", brier),
        ("expected calibration error", expected_calibration_error),
    ):
        value = measure(likely, examples.acted, weights)
        again = [
            measure(likely, examples.acted, weights * counted[own])
            for counted in _counts(len(names), seed)
            if (weights * counted[own]).sum() > 0
        ]
        found[name] = interval(value, again)
    return found


def _counts(people: int, seed: int) -> list[Numbers]:
    return [
        np.bincount(which, minlength=people).astype(np.float64)
        for which in drawn(people, seed, REPEATS)
    ]


def cross_calibrated(examples: Examples, scores: Numbers, seed: int) -> Numbers:
    """Likelihoods of out-of-fold scores, calibrated on other people than they are of."""
    fold = folds(any_of(examples.people, examples.acted), FOLDS, seed)
    own = np.array([fold[person] for person in examples.people])
    weights, likely = examples.weights(), np.zeros(len(own))
    for number in sorted(set(fold.values())):
        known = own != number
        calibration = calibrated(scores[known], examples.acted[known], weights[known])
        likely[~known] = calibration(scores[~known])
    return likely
