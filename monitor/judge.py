"""A model at the monitor's side: it says how likely an operator is to act, and decides nothing."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from sqlalchemy import Connection

from models.card import Card
from models.catalogue import Catalogue
from models.errors import ModelError
from models.judging import judge
from models.training import Fitted
from models.window import Window
from monitor.errors import MonitorError
from monitor.group import Group
from monitor.judged import Judged
from monitor.priority import window_of
from monitor.store import alerts


class Judge:
    """An approved model. One that fails costs the priority, never the alert."""

    def __init__(
        self, fitted: Fitted, card: Card, trouble: Callable[[MonitorError], None] | None = None
    ) -> None:
        self.fitted, self.card, self._trouble = fitted, card, trouble
        self.model = f"{card.name}@{card.sha256[:12]}"

    def windows(self, windows: Sequence[Window]) -> list[Judged | None]:
        """One for each; null for all where the model fails."""
        try:
            return [Judged(self.model, one) for one in judge(self.fitted, windows)]
        except (ModelError, ValueError, ArithmeticError) as error:
            if self._trouble is not None:
                self._trouble(MonitorError(f"model {self.model} failed: {error}"))
            return [None] * len(windows)

    def stored(
        self, connection: Connection, groups: Sequence[Group], keys: Mapping[str, bytes]
    ) -> list[Judged | None]:
        """Groups beside what else the store holds of their people at present."""
        others = _others(connection, {group.person for group in groups}, keys)
        return self.windows([window_of(group, others.get(group.person, ())) for group in groups])


def _others(
    connection: Connection, people: set[str], keys: Mapping[str, bytes]
) -> dict[str, list[Group]]:
    found: dict[str, list[Group]] = {}
    for (person, _), held in alerts.current(connection, people, keys).items():
        found.setdefault(person, []).append(held.group)
    return found


def judge_of(
    home: Path, name: str | None, trouble: Callable[[MonitorError], None] | None = None
) -> Judge | None:
    """The approved model of that name; null without one. Raises ``ModelError``."""
    if name is None:
        return None
    return Judge(*Catalogue(home / "models").approved(name), trouble)
