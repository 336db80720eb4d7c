"""A risk management plan, as its measures."""

from datetime import date
from typing import ClassVar

import msgspec

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import required


class Measure(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One measure: against which risk, whose it is, when it is looked at again, and what if not."""

    risk: str
    measure: str
    owner: str
    review: date
    contingency: str

    def __post_init__(self) -> None:
        for name in ("risk", "measure", "owner", "contingency"):
            required(getattr(self, name), f"measure: {name}")


class RiskManagementPlan(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The plan in force from a day. The next revision of the record is the plan's next version."""

    KIND: ClassVar[str] = "plan"

    since: date
    measures: tuple[Measure, ...]
    agreed_by: tuple[str, ...] = ()

    def check(self) -> None:
        """A plan has measures."""
        if not self.measures:
            raise CaseworkError(f"plan {self.id} has no measures")

    @property
    def next_review(self) -> date:
        """The first day on which a measure is to be looked at again."""
        return min(measure.review for measure in self.measures)
