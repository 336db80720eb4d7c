"""Reviews of how a person is managed: due, held, with what outcome."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import required


class ReviewKind(StrEnum):
    """What is reviewed."""

    MANAGEMENT = "management"
    MAPPA_MEETING = "MAPPA meeting"
    NOTIFICATION = "indefinite notification"
    MONITORING = "monitoring"
    RISK_MANAGEMENT_PLAN = "risk management plan"


class Review(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review, from when it is due until it was held. ``level``: the MAPPA level it ended with."""

    KIND: ClassVar[str] = "review"

    kind: ReviewKind
    due: date
    held: date | None = None
    chaired_by: str | None = None
    present: tuple[str, ...] = ()
    level: int | None = None
    outcome: str | None = None
    next_due: date | None = None

    def check(self) -> None:
        """A review that was held has an outcome."""
        if self.held is not None:
            required(self.outcome or "", f"review {self.id}: outcome")
        elif self.outcome is not None:
            raise CaseworkError(f"review {self.id} has an outcome and was not held")
        if self.level not in (None, 1, 2, 3):
            raise CaseworkError(f"review {self.id}: level is 1, 2 or 3, not {self.level}")
