"""A report from a person, and, apart from it, who that person is."""

from datetime import datetime
from typing import ClassVar

from casework.records.base import PersonRecord
from casework.records.checks import identifier, in_zone, required


class ReportSource(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who told. A record of its own: nothing that shows a report shows this."""

    KIND: ClassVar[str] = "report_source"

    name: str
    organisation: str | None = None
    contact: str | None = None
    handling: str | None = None
    """How the source is to be protected."""


class Report(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What somebody saw or heard: a housing officer who saw a new phone.

    ``source`` is the id of a ``ReportSource``; ``told`` is worded so that it does not give the
    source away. ``occupation`` may be shown with it ("housing officer").
    """

    KIND: ClassVar[str] = "report"

    source: str
    received: datetime
    received_by: str
    told: str
    occupation: str | None = None
    seen: datetime | None = None
    devices: tuple[str, ...] = ()

    def check(self) -> None:
        """A source, a time, and something told."""
        identifier(self.source, "source")
        in_zone(self.received, "received")
        in_zone(self.seen, "seen")
        required(self.told, "told")
        required(self.received_by, "received_by")
