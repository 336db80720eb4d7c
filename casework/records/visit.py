"""Home visits."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_zone, required


class VisitOutcome(StrEnum):
    """How a visit went."""

    SEEN = "seen"
    NOT_IN = "not in"
    REFUSED = "refused"


class HomeVisit(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A visit, from when it is due until it was made."""

    KIND: ClassVar[str] = "visit"

    due: date | None = None
    made: datetime | None = None
    officers: tuple[str, ...] = ()
    announced: bool = False
    outcome: VisitOutcome | None = None
    observed: str | None = None
    devices_seen: tuple[str, ...] = ()

    def check(self) -> None:
        """A visit that was made has officers and an outcome."""
        in_zone(self.made, "made")
        if self.made is None:
            if self.due is None:
                raise CaseworkError(f"visit {self.id} is neither due nor made")
            return
        if self.outcome is None or not self.officers:
            raise CaseworkError(f"visit {self.id} was made: by whom, and how did it go?")
        if self.outcome is VisitOutcome.SEEN:
            required(self.observed or "", f"visit {self.id}: observed")
