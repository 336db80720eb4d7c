"""What a model makes of windows: a likelihood, its interval, and the few reasons that moved it."""

from collections.abc import Sequence

import numpy as np

from models.errors import ModelError
from models.examples import Numbers
from models.features import SHOWN, Rows, rows_of
from models.judgement import Judgement, Reason
from models.members import Method, slopes
from models.threads import one_thread
from models.training import Fitted
from models.window import Window

MOST_REASONS = 3
LEAST = 0.05
"""Log-odds below which a feature moved nothing worth a word."""


def judge(fitted: Fitted, windows: Sequence[Window]) -> list[Judgement]:
    """Judge windows; raises ``ModelError`` where the model answers no likelihood."""
    if not windows:
        return []
    rows = rows_of(windows)
    with one_thread():
        likely, (low, high) = fitted.likelihood(rows), fitted.interval(rows)
        shifts = moved(fitted, rows)
    if not all(np.isfinite(one).all() for one in (likely, low, high)):
        raise ModelError("the model answers no number")
    return [
        Judgement(
            priority=_within(likely[at]),
            low=_within(low[at]),
            high=_within(high[at]),
            reasons=reasons(fitted, rows[at], shifts[at]),
        )
        for at in range(len(windows))
    ]


def _within(value: float) -> float:
    return round(min(max(float(value), 0.0), 1.0), 6)


def moved(fitted: Fitted, rows: Rows) -> Rows:
    """How far each feature moved each row's log-odds away from the reference's.

    Exact for logistic regression, whose parts add up to the whole. For boosting: what is lost where
    the feature alone is put back to the reference, which leaves out what features do together.
    """
    if fitted.method is Method.LOGISTIC:
        return _parts(fitted, rows)
    every = np.repeat(rows[:, None, :], rows.shape[1], axis=1)
    which = np.arange(rows.shape[1])
    every[:, which, which] = fitted.reference
    without = fitted.main.scores(every.reshape(-1, rows.shape[1])).reshape(rows.shape)
    found: Rows = fitted.main.scores(rows)[:, None] - without
    return found


def _parts(fitted: Fitted, rows: Rows) -> Rows:
    slope: Numbers = slopes(fitted.main.estimator) * fitted.main.mask
    found: Rows = (rows - fitted.reference) * slope
    return found


def reasons(fitted: Fitted, row: Numbers, shifts: Numbers) -> tuple[Reason, ...]:
    """The few that moved it most; of equals the first of the table."""
    ordered = sorted(range(len(row)), key=lambda at: -abs(round(float(shifts[at]), 9)))
    return tuple(
        Reason(
            feature=fitted.declared.names[at],
            words=_words(fitted, at, row),
            by=round(float(shifts[at]), 6),
        )
        for at in ordered[:MOST_REASONS]
        if abs(shifts[at]) >= LEAST
    )


def _words(fitted: Fitted, at: int, row: Numbers) -> str:
    name = fitted.declared.names[at]
    known = SHOWN.get(name)
    if known is None:
        return f"{name} {row[at]:.2f}"
    value, usual = known.shown(row[at]), known.shown(fitted.reference[at])
    if value == "yes" and usual == "no":
        return known.words
    return f"{known.words}: {value} (usually {usual})"
