"""What became of every event that might have alerted."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import ColumnElement, Connection, or_

from monitor.signals import Signal
from monitor.store.rows import insert
from monitor.store.tables import REASONS


class Outcome(StrEnum):
    """Whether, and why not, an event raised an alert. Gated events are counted as refused."""

    RAISED = "raised"
    GROUPED = "grouped"
    BELOW_THRESHOLD = "below-threshold"
    SILENCED = "silenced"


class Fate(NamedTuple):
    """A signal, what became of it, and the alert that it is part of."""

    signal: Signal
    outcome: Outcome
    alert: str | None


def _untold(reason: ColumnElement[str]) -> ColumnElement[bool]:
    return or_(reason == Outcome.BELOW_THRESHOLD, reason == Outcome.SILENCED)


def note(connection: Connection, fates: Sequence[Fate], now: int) -> None:
    """Keep what became of signals; of two of one event and theme, the one that was told of."""
    if not fates:
        return
    rows = [
        {
            "identity": fate.signal.item.identity,
            "theme": fate.signal.theme,
            "person": fate.signal.person,
            "at": now,
            "alert": fate.alert,
            "reason": fate.outcome,
        }
        for fate in fates
    ]
    statement = insert(connection, REASONS)
    new = statement.excluded
    connection.execute(
        statement.on_conflict_do_update(
            index_elements=["identity", "theme"],
            set_={"at": new.at, "alert": new.alert, "reason": new.reason},
            where=_untold(REASONS.c.reason) & ~_untold(new.reason),
        ),
        rows,
    )
