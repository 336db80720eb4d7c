"""Referrals to a MAPPA level: asked for, and answered by a co-ordinator."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_order, required


class ReferralOutcome(StrEnum):
    """How a referral was answered."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class Referral(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A referral to level 2 or 3, from when it was made until it was answered.

    ``answer_by``: when an answer is due; ``meeting`` is the day of the meeting that it led to.
    """

    KIND: ClassVar[str] = "referral"

    level: int
    referred_by: str
    agency: str | None = None
    referred: date
    reasons: str
    answer_by: date | None = None
    answered: date | None = None
    answered_by: str | None = None
    outcome: ReferralOutcome | None = None
    meeting: date | None = None

    def check(self) -> None:
        """Reasons, a level that there is, and an answer that is whole."""
        required(self.reasons, "reasons")
        required(self.referred_by, "referred_by")
        if self.level not in (2, 3):
            raise CaseworkError(f"referral {self.id}: to level 2 or 3, not {self.level}")
        answer = (self.answered, self.answered_by, self.outcome)
        if len({part is None for part in answer}) > 1:
            raise CaseworkError(f"referral {self.id}: answered when, by whom, and how")
        in_order(self.referred, self.answered, f"referral {self.id}")
