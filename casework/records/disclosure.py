"""A disclosure: what was told about a person, to whom, for what, under which power."""

from datetime import datetime
from typing import ClassVar

from casework.act import Operation
from casework.records.base import PersonRecord
from casework.records.checks import in_zone, required
from casework.records.evidence import EvidenceLink


class Disclosure(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Never edited: what was told cannot be untold. ``shown`` links exactly what was shown."""

    KIND: ClassVar[str] = "disclosure"
    ADDED: ClassVar[Operation] = Operation.DISCLOSURE
    REVISABLE: ClassVar[bool] = False

    recipient: str
    agency: str | None = None
    told: str
    purpose: str
    power: str
    disclosed: datetime
    approved_by: str
    shown: tuple[EvidenceLink, ...] = ()
    conditions: str | None = None
    person_told: bool = False

    def check(self) -> None:
        """To whom, what, for what, by which power, approved by whom."""
        in_zone(self.disclosed, "disclosed")
        for name in ("recipient", "told", "purpose", "power", "approved_by"):
            required(getattr(self, name), name)
