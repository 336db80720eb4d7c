"""A device of a person: notified, found, or only suspected."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from casework.records.base import PersonRecord
from casework.records.checks import distinct, in_zone, required, sha256_hex
from casework.records.person import Span


class DeviceStanding(StrEnum):
    """How the unit knows of it."""

    NOTIFIED = "notified"
    FOUND = "found"
    SUSPECTED = "suspected"


class Shared(StrEnum):
    """Whether others use it."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"


class Serial(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A number of the device, and its scheme: IMEI, serial, MAC, IMSI."""

    scheme: str
    number: str


class DeviceLead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A device of which an examination found traces: the exam file and the lead in it."""

    exam_sha256: str
    lead: str

    def __post_init__(self) -> None:
        sha256_hex(self.exam_sha256, "lead: exam_sha256")


class Notified(Span, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """From when until when the person told that they have it."""


class Device(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A device. ``notified`` holds the times at which the person had it notified."""

    KIND: ClassVar[str] = "device"

    standing: DeviceStanding
    description: str
    serials: tuple[Serial, ...] = ()
    accounts: tuple[str, ...] = ()
    networks: tuple[str, ...] = ()
    shared: Shared = Shared.UNKNOWN
    shared_with: tuple[str, ...] = ()
    notified: tuple[Notified, ...] = ()
    agent_since: datetime | None = None
    leads: tuple[DeviceLead, ...] = ()
    reports: tuple[str, ...] = ()
    seized: date | None = None

    def check(self) -> None:
        """A description, and serials that are there once."""
        required(self.description, f"device {self.id}: description")
        distinct((f"{one.scheme} {one.number}" for one in self.serials), "serials")
        in_zone(self.agent_since, "agent_since")
