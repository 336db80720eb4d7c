"""What is learned from: rows of features, whether somebody acted, and whose they are."""

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from models.features import Rows, rows_of
from models.people import is_held_out
from models.window import Window

Flags = NDArray[np.bool_]
Numbers = NDArray[np.float64]


class Example(NamedTuple):
    """A window of a person's alert at a moment (µs since 1970 UTC), and whether it was acted on.

    ``signs``: how many events of the alert had come by then.
    """

    person: str
    alert: str
    at: int
    signs: int
    acted: bool
    window: Window


class Examples(NamedTuple):
    """The same in columns, each of the same length, in an order that does not depend on theirs."""

    rows: Rows
    acted: Flags
    people: tuple[str, ...]
    alerts: tuple[str, ...]
    at: NDArray[np.int64]
    signs: NDArray[np.int64]

    def where(self, chosen: Flags) -> "Examples":
        """Those that are chosen."""
        return self.taken(np.flatnonzero(chosen))

    def taken(self, which: NDArray[np.intp]) -> "Examples":
        """Those at these places, as often as they are named."""
        return Examples(
            self.rows[which],
            self.acted[which],
            tuple(self.people[one] for one in which),
            tuple(self.alerts[one] for one in which),
            self.at[which],
            self.signs[which],
        )

    def weights(self) -> Numbers:
        """Each alert counts once, however many moments of it there are."""
        _, place, count = np.unique(self.alerts, return_inverse=True, return_counts=True)
        weights: Numbers = 1.0 / count[place]
        return weights


def examples_of(found: Iterable[Example]) -> Examples:
    """Examples in columns."""
    ordered = sorted(found, key=lambda one: (one.person, one.alert, one.at, one.signs))
    return Examples(
        rows_of([one.window for one in ordered]),
        np.array([one.acted for one in ordered], dtype=np.bool_),
        tuple(one.person for one in ordered),
        tuple(one.alert for one in ordered),
        np.array([one.at for one in ordered], dtype=np.int64),
        np.array([one.signs for one in ordered], dtype=np.int64),
    )


def held_out(examples: Examples) -> tuple[Examples, Examples]:
    """Those to learn from, and those of people whom no model learns from."""
    apart = np.array([is_held_out(one) for one in examples.people], dtype=np.bool_)
    return examples.where(~apart), examples.where(apart)
