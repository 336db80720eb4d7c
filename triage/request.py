"""What an operator asks of a run, and what it tells while it goes and at its end."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from triage.carving.formats import NAMES
from triage.cluster.access import Access
from triage.inspectors.rule_engine import EngineName
from triage.records import Finding


@dataclass(frozen=True)
class Request:
    """The words of ``skerry triage run``.

    ``carve`` are formats of ``triage.carving.formats``; ``seconds`` is the time budget, null for
    none. With a ``cluster`` the work is done there, by ``workers`` on each node. ``engine`` runs
    the rules.
    """

    sources: tuple[Path, ...]
    exam: Path
    case: Path | None = None
    rules: tuple[Path, ...] = ()
    sets: tuple[str, ...] = ()
    carve: tuple[str, ...] = NAMES
    workers: int = 0
    rematch: bool = False
    seconds: float | None = None
    engine: EngineName = EngineName.YARA_PYTHON
    command: str = ""
    cluster: Access | None = None


@dataclass(frozen=True)
class Outcome:
    """How a run ended. ``imperfect`` counts entries not wholly examined."""

    finished: bool
    entries: int
    findings: int
    gaps: int
    imperfect: int
    message: str


class Progress(Protocol):
    """Told what happens, as it happens."""

    def say(self, line: str) -> None:
        """Something the operator should read."""

    def phase(self, name: str, entries: int, size: int) -> None:
        """A phase begins, with so many entries and bytes ahead (0 where unknown)."""

    def advance(self, entries: int, size: int) -> None:
        """So many entries and bytes are done."""

    def found(self, finding: Finding) -> None:
        """A finding was committed or is about to be."""

    def failed(self) -> None:
        """An entry could not be wholly examined."""
