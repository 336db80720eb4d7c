"""Decisions, and what becomes of them. A decision is superseded by another, never edited."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import identifier, in_zone, required
from casework.records.evidence import EvidenceLink


class Alternative(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What else was considered, and why it was not chosen."""

    option: str
    why_not: str


class Decision(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What was decided, by whom, on what evidence, instead of what.

    ``needs_sign_off`` where policy wants a supervisor. ``evaluate_by``: when to look at its effect.
    """

    KIND: ClassVar[str] = "decision"
    REVISABLE: ClassVar[bool] = False

    decided: str
    decided_by: str
    at: datetime
    reasons: str
    evidence: tuple[EvidenceLink, ...] = ()
    alternatives: tuple[Alternative, ...] = ()
    versions: dict[str, str] = msgspec.field(default_factory=dict)
    needs_sign_off: bool = False
    evaluate_by: date | None = None
    supersedes: str | None = None

    def check(self) -> None:
        """What, by whom, why."""
        in_zone(self.at, "at")
        for name in ("decided", "decided_by", "reasons"):
            required(getattr(self, name), name)
        if self.supersedes == self.id:
            raise CaseworkError(f"decision {self.id} supersedes itself")


class StepKind(StrEnum):
    """What became of a decision."""

    SIGNED_OFF = "signed off"
    SENT_BACK = "sent back"
    COMMUNICATED = "communicated"
    ACKNOWLEDGED = "acknowledged"
    EVALUATED = "evaluated"


class DecisionStep(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that became of a decision: by whom, towards whom, with what said."""

    KIND: ClassVar[str] = "decision_step"
    REVISABLE: ClassVar[bool] = False

    decision: str
    step: StepKind
    by: str
    at: datetime
    to: str | None = None
    said: str | None = None

    def check(self) -> None:
        """Communication has somebody it goes to; an evaluation says how it went."""
        identifier(self.decision, "decision")
        required(self.by, "by")
        in_zone(self.at, "at")
        if self.step is StepKind.COMMUNICATED:
            required(self.to or "", "to")
        if self.step in (StepKind.EVALUATED, StepKind.SENT_BACK):
            required(self.said or "", "said")
