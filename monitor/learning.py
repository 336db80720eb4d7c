"""Gathering what there is to learn from, learning it, and the figures of it in words."""

import argparse
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import NamedTuple

import numpy as np

from casework.moments import moment_of, utc_now, written
from keywords.installed import find, installed
from models.card import Card, Data, Origin, limits_of, versions
from models.catalogue import Catalogue
from models.errors import ModelError
from models.evaluation import Asked, Evaluated, evaluate
from models.examples import Example, Examples, examples_of, held_out
from models.features import DECLARED
from models.members import Method
from models.people import any_of
from models.promotion import compare
from models.storage import check_features, load, save
from models.telling import WEEK
from models.training import fit
from monitor import labelled, supposed
from monitor.policy import load_policy
from monitor.rules import FileBasis, Libraries, LiveRules
from monitor.sources.again import open_again
from monitor.store.labels import labels
from monitor.store.opening import known_store
from skerry import home

MINIMUM_WEEKS = 1 / 7
CAPACITY = 5


class Gathered(NamedTuple):
    """Examples, where they came from, and everybody who was watched."""

    origin: Origin
    description: str
    examples: Examples
    everybody: tuple[str, ...]
    weeks: float


def gathered(given: argparse.Namespace) -> Gathered:
    """What the command names; raises ``ModelError`` where there is nothing."""
    return _from_truth(given) if given.from_truth else _from_verdicts(given)


def _from_verdicts(given: argparse.Namespace) -> Gathered:
    with closing(known_store(home(), given.store)) as store, store.reading() as connection:
        found = list(labelled.examples(labels(connection, store.master)))
    people = sorted({one.person for one in found})
    return _gathered(Origin.VERDICTS, "verdicts of this desk", found, people)


def _from_truth(given: argparse.Namespace) -> Gathered:
    stream, truth, basis = given.from_truth
    planted = supposed.read_truth(truth)
    named = given.library or sorted({one.name for one in installed(home()) if not one.fault})
    libraries = Libraries([find(home(), name) for name in named], [])
    rules = LiveRules(FileBasis(basis), libraries, load_policy(home())).current()
    with closing(open_again(str(stream))) as source:
        events = supposed.by_person(source.every())
    found = list(supposed.examples(events, planted, rules))
    words = f"a stream that monitor simulate made up, {len(planted)} things planted in it"
    return _gathered(Origin.SIMULATED, words, found, sorted(events))


def _gathered(
    origin: Origin, description: str, found: Sequence[Example], everybody: Sequence[str]
) -> Gathered:
    if not found:
        raise ModelError(
            "there is nothing to learn from: no verdict was given, no alert was raised"
        )
    times = [one.at for one in found]
    weeks = max((max(times) - min(times)) / WEEK, MINIMUM_WEEKS)
    return Gathered(origin, description, examples_of(found), tuple(everybody), weeks)


def trained(catalogue: Catalogue, name: str, data: Gathered, method: str, seed: int) -> Card:
    """Learn, compare with the running model on people held out of both, and store with a card."""
    known, held = held_out(data.examples)
    own = Method(method)
    fitted = fit(known, DECLARED, own, seed)
    running = catalogue.running()
    before = load(catalogue.place(running.name))[0] if running else None
    comparison = compare(fitted, before, held, running.name if running else "")
    found = evaluate(known, DECLARED, own, asked_of(data._replace(examples=known), seed))
    card = Card(
        name=name,
        made=written(utc_now()),
        method=str(own),
        calibration=str(fitted.calibration.kind),
        features=DECLARED.version,
        names=DECLARED.names,
        seed=seed,
        data=_described(data, known),
        figures=found.figures[str(own)],
        gained=found.gained,
        comparison=comparison,
        limits=limits_of(data.origin),
        versions=versions(),
    )
    return save(catalogue.place(name), fitted, card)


def _described(data: Gathered, known: Examples) -> Data:
    acted = {alert for alert, one in zip(known.alerts, known.acted, strict=True) if one}
    return Data(
        origin=data.origin,
        description=data.description,
        people=len(set(known.people)),
        alerts=len(set(known.alerts)),
        acted=len(acted),
        since=written(moment_of(int(known.at.min()))),
        until=written(moment_of(int(known.at.max()))),
    )


def asked_of(data: Gathered, seed: int, capacity: int = CAPACITY, load: int | None = None) -> Asked:
    """Half of all alerts are told where nothing else is asked: so there is something to choose."""
    alerts = len(np.unique(data.examples.alerts))
    return Asked(
        everybody=data.everybody,
        weeks=data.weeks,
        capacity=capacity,
        load=max(alerts // 2, 1) if load is None else load,
        seed=seed,
    )


def evaluated(data: Gathered, method: str, asked: Asked, model: str | None = None) -> Evaluated:
    """The figures, each of people whom nothing was learned from.

    ``model``: a stored one, judged as it is; that it has met none of them is for the caller to see
    to. Raises ``ModelError``.
    """
    if model is None:
        return evaluate(data.examples, DECLARED, Method(method), asked)
    fitted, _ = load(Catalogue(home() / "models").place(model))
    check_features(fitted, model)
    return evaluate(data.examples, DECLARED, fitted.method, asked, fitted)


def figures(data: Gathered, found: Evaluated) -> Iterator[str]:
    """The figures, for people; named simulated in every line where they are."""
    word = "simulated data: " if data.origin is Origin.SIMULATED else ""
    acted = sum(any_of(data.examples.people, data.examples.acted).values())
    yield (
        f"{word}{found.alerts} alerts of {found.people} people, {acted} of them with something to"
        f" act on, {found.weeks:.1f} weeks; {data.description}"
    )
    yield f"{word}95 % bootstrap intervals over people; at most {found.load} alerts told by each"
    for way, own in found.figures.items():
        for name, figure in own.items():
            yield f"{word}{way}: {name} {figure.words()}"
    for rival, own in found.gained.items():
        for name, figure in own.items():
            yield f"{word}{found.method} less {rival}: {name} {figure.words()}"
