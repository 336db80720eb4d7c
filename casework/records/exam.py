"""An examination file registered to a person: the file stays where it is, with its digest."""

from datetime import datetime
from typing import ClassVar

import msgspec

from casework.act import Operation
from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import in_zone, sha256_hex


class ExamRegistration(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an examination covered and found, as its file said when it was registered.

    ``states`` counts entries by how they ended (done, partial, failed, skipped, pending), and
    ``entries`` is their sum; ``findings`` counts by severity, ``gaps`` by reason; ``versions`` has
    the program, sets, rules and libraries it was made with. ``location`` is a label, no path.
    """

    KIND: ClassVar[str] = "exam"
    ADDED: ClassVar[Operation] = Operation.COMBINATION

    exam_sha256: str
    location: str
    examined: datetime
    examiner: str
    authority: str
    devices: tuple[str, ...] = ()
    entries: int
    states: dict[str, int]
    findings: dict[str, int] = msgspec.field(default_factory=dict)
    gaps: dict[str, int] = msgspec.field(default_factory=dict)
    kinds_not_authorised: tuple[str, ...] = ()
    versions: dict[str, str] = msgspec.field(default_factory=dict)

    def check(self) -> None:
        """States sum to the entries: nothing not examined is shown as clean."""
        sha256_hex(self.exam_sha256, "exam_sha256")
        in_zone(self.examined, "examined")
        if sum(self.states.values()) != self.entries:
            counted = sum(self.states.values())
            raise CaseworkError(f"exam {self.id}: states sum to {counted}, not to {self.entries}")
