"""An intervention, tracked to its end: somebody is at risk, and somebody is to do something."""

from datetime import datetime
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_zone, required
from casework.records.evidence import EvidenceLink

STEPS = ("tasked", "accepted", "done")


class Intervention(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who is at risk, what is to be done, by whom; when tasked, accepted, done; how it ended."""

    KIND: ClassVar[str] = "intervention"

    at_risk: str
    task: str
    tasked_to: str
    tasked: datetime
    deadline: datetime | None = None
    accepted: datetime | None = None
    done: datetime | None = None
    outcome: str | None = None
    evidence: tuple[EvidenceLink, ...] = ()

    def check(self) -> None:
        """Steps follow each other; what is done has an outcome, and what has an outcome is done."""
        for name in ("at_risk", "task", "tasked_to"):
            required(getattr(self, name), name)
        moments = [getattr(self, step) for step in STEPS]
        for step, moment in zip(STEPS, moments, strict=True):
            in_zone(moment, step)
        taken = [moment for moment in moments if moment is not None]
        if moments[: len(taken)] != taken or taken != sorted(taken):
            raise CaseworkError(f"intervention {self.id}: tasked, then accepted, then done")
        if (self.done is None) != (not (self.outcome or "").strip()):
            raise CaseworkError(f"intervention {self.id}: done with an outcome, or neither")

    @property
    def is_open(self) -> bool:
        """Whether something is still to be done."""
        return self.done is None
