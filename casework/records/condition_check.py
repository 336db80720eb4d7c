"""That something was looked at which could have shown a breach of a condition."""

from datetime import datetime
from typing import ClassVar

from casework.records.base import PersonRecord
from casework.records.checks import identifier, in_zone, required
from casework.records.evidence import EvidenceLink


class ConditionCheck(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One look at one condition of an order: at what, by whom, and what breach it showed, if any.

    ``examined``: "exam X-1 of D-17", "monitoring of D-17, 1 to 30 November". A finding or an alert
    in ``breach`` is one that somebody stands behind: there is a flag of it.
    """

    KIND: ClassVar[str] = "condition_check"
    REVISABLE: ClassVar[bool] = False

    order: str
    condition: str
    examined: str
    by: str
    at: datetime
    breach: tuple[EvidenceLink, ...] = ()

    def check(self) -> None:
        """An order, a condition, something looked at, somebody who looked."""
        identifier(self.order, "order")
        identifier(self.condition, "condition")
        in_zone(self.at, "at")
        required(self.examined, "examined")
        required(self.by, "by")
