"""How long a person's records are kept: reviews, legal holds, archiving."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from casework.act import Operation
from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_zone, required


class RetentionOutcome(StrEnum):
    """What a reviewer found."""

    RETAIN = "retain"
    ARCHIVE = "archive"
    ERASE = "erase"


class RetentionReview(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A review under a schedule's rule: by whom, why, and when it is looked at again."""

    KIND: ClassVar[str] = "retention_review"
    REVISABLE: ClassVar[bool] = False

    schedule: str
    schedule_version: str
    rule: str
    reviewer: str
    reviewed: date
    outcome: RetentionOutcome
    rationale: str
    next_review: date | None = None

    def check(self) -> None:
        """A rationale; and a next review, unless all is erased."""
        required(self.rationale, "rationale")
        required(self.reviewer, "reviewer")
        if (self.outcome is RetentionOutcome.ERASE) == (self.next_review is not None):
            raise CaseworkError(f"retention review {self.id}: reviewed again, or erased")


class LegalHold(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Nothing of the person is erased while a hold is not lifted."""

    KIND: ClassVar[str] = "hold"

    authority: str
    since: datetime
    lifted: datetime | None = None
    lifted_by: str | None = None

    def check(self) -> None:
        """By whose authority, and lifted by somebody."""
        required(self.authority, "authority")
        in_zone(self.since, "since")
        in_zone(self.lifted, "lifted")
        if (self.lifted is None) != (self.lifted_by is None):
            raise CaseworkError(f"hold {self.id}: lifted by somebody, at a time")


class Archiving(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The person's records were archived, or taken out of the archive, on a day."""

    KIND: ClassVar[str] = "archiving"
    ADDED: ClassVar[Operation] = Operation.ALTERATION
    REVISABLE: ClassVar[bool] = False

    archived: bool
    on: date
