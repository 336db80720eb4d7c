"""What became of every event that might have alerted."""

from collections.abc import Sequence
from enum import StrEnum
from typing import NamedTuple

from sqlalchemy import Connection

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


def note(connection: Connection, fates: Sequence[Fate], now: int) -> None:
    """Keep what became of signals."""
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
    connection.execute(insert(connection, REASONS).on_conflict_do_nothing(), rows)
