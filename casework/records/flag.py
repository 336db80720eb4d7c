"""Flags, which a person stands behind, and machine leads, which nobody does yet.

The types are the rule: a flag cannot be made but from a confirmed finding or a referred alert.
"""

from datetime import datetime
from typing import ClassVar

import msgspec

from casework.records.base import PersonRecord
from casework.records.checks import in_zone, required
from casework.records.evidence import AlertLink, FindingLink

UNVERIFIED = "machine lead, unverified"
"""What everything that a machine found reads until a person has stood behind it."""


class ConfirmedFinding(
    msgspec.Struct, frozen=True, kw_only=True, tag="confirmed", forbid_unknown_fields=True
):
    """A finding that an examiner confirmed."""

    finding: FindingLink
    examiner: str
    confirmed: datetime

    def __post_init__(self) -> None:
        required(self.examiner, "examiner")
        in_zone(self.confirmed, "confirmed")


class ReferredAlert(
    msgspec.Struct, frozen=True, kw_only=True, tag="referred", forbid_unknown_fields=True
):
    """An alert that an operator referred."""

    alert: AlertLink
    operator: str
    referred: datetime

    def __post_init__(self) -> None:
        required(self.operator, "operator")
        in_zone(self.referred, "referred")


class Flag(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an offender manager is asked to look at. It speaks of a device, never of a hand."""

    KIND: ClassVar[str] = "flag"

    ground: ConfirmedFinding | ReferredAlert
    summary: str
    device: str | None = None
    versions: dict[str, str] = msgspec.field(default_factory=dict)

    def check(self) -> None:
        """Something to look at."""
        required(self.summary, "summary")


class MachineLead(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a machine found and nobody has confirmed."""

    KIND: ClassVar[str] = "lead"

    link: FindingLink | AlertLink
    summary: str
    device: str | None = None
    versions: dict[str, str] = msgspec.field(default_factory=dict)

    @property
    def standing(self) -> str:
        """How it reads wherever it is shown."""
        return UNVERIFIED
