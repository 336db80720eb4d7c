"""Whether a new model may take the place of the running one: judged on people held out of both."""

import msgspec
import numpy as np

from models.bootstrap import REPEATS, Figure, drawn, interval
from models.examples import Examples, Numbers
from models.measures import brier
from models.people import any_of
from models.training import Fitted

FEWEST = 10
FEWEST_ACTED = 3
"""People held out, and of each kind, below which nothing can be compared."""


class Comparison(msgspec.Struct, frozen=True, kw_only=True):
    """A new model beside the running one, or beside the usual rate where none runs.

    ``better``: by how much the running one's Brier score is higher, with its interval.
    """

    beside: str
    people: int
    alerts: int
    better: Figure | None
    refused: str | None

    def words(self) -> str:
        """What came of it."""
        if self.better is None:
            return f"refused: {self.refused}"
        said = f"Brier score better than that of {self.beside} by {self.better.words()}"
        return said if self.refused is None else f"refused: {self.refused}; {said}"


def compare(new: Fitted, running: Fitted | None, held: Examples, beside: str = "") -> Comparison:
    """Compare on people held out of both; ``refused`` says why the new one may not be promoted.

    Without a running one the new one is to be better than the rate at which alerts are acted on.
    """
    beside = beside if running else "the usual rate"
    refusal = _incomparable(new, running, held)
    if refusal is not None:
        return _refused(beside, held, refusal)
    weights = held.weights()
    if running is None:
        other = np.full(len(held.people), float(np.average(held.acted, weights=weights)))
    else:
        other = running.likelihood(held.rows)
    better = _better(held, weights, other, new.likelihood(held.rows))
    worse = None
    if better.value is not None and better.value < 0:
        worse = f"it is worse than {beside} on {len(set(held.people))} people held out"
    return Comparison(
        beside=beside,
        people=len(set(held.people)),
        alerts=len(set(held.alerts)),
        better=better,
        refused=worse,
    )


def _refused(beside: str, held: Examples, why: str) -> Comparison:
    return Comparison(
        beside=beside,
        people=len(set(held.people)),
        alerts=len(set(held.alerts)),
        better=None,
        refused=why,
    )


def _incomparable(new: Fitted, running: Fitted | None, held: Examples) -> str | None:
    if running is not None and running.declared != new.declared:
        return "it cannot be compared: the running model looks at other features"
    acted = list(any_of(held.people, held.acted).values())
    if len(acted) < FEWEST or min(sum(acted), len(acted) - sum(acted)) < FEWEST_ACTED:
        return (
            f"it cannot be compared: {len(acted)} people are held out, {sum(acted)} of them with"
            f" alerts acted on; {FEWEST} are needed, {FEWEST_ACTED} of each kind"
        )
    return None


def _better(held: Examples, weights: Numbers, other: Numbers, own: Numbers) -> Figure:
    names = sorted(set(held.people))
    place = {name: at for at, name in enumerate(names)}
    whose = np.array([place[name] for name in held.people])

    def difference(again: Numbers) -> float:
        return brier(other, held.acted, again) - brier(own, held.acted, again)

    found = [
        difference(weights * np.bincount(which, minlength=len(names))[whose])
        for which in drawn(len(names), 0, REPEATS)
    ]
    return interval(difference(weights), found)
