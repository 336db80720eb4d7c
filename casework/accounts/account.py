"""An account: whose it is, the roles it was given, where they reach, and how it was vetted."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from casework.accounts.roles import Role, check_together
from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.checks import distinct, identifier, in_zone, required

RESERVED = frozenset({"first-run", "recovery", "skerry", "system", "unknown"})
"""Who acts in the log without an account."""


class Vetting(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A clearance under a scheme of ``vetting.toml``; ``expires`` is the last day it holds."""

    scheme: str
    level: str
    expires: date

    def __post_init__(self) -> None:
        identifier(self.scheme, "vetting: scheme")
        identifier(self.level, "vetting: level")


class Disabling(StrEnum):
    """Why an account is closed."""

    LEFT = "left"
    UNUSED = "unused"
    SUSPECTED = "suspected"


class Account(Record, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``id`` is the name to sign in with, lower case. Every change of it is a kept revision.

    ``areas`` and ``people`` are how far roles with such a reach go; ``agency`` is, for a partner
    agency, the name under which disclosures to it are recorded.
    """

    KIND: ClassVar[str] = "account"

    holder: str
    roles: tuple[Role, ...] = ()
    areas: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    agency: str | None = None
    vetting: tuple[Vetting, ...] = ()
    disabled: Disabling | None = None
    awaiting: tuple[Role, ...] = ()
    """Roles that were asked for, and that another than ``asked_by`` has still to approve."""
    asked_by: str | None = None
    reset_asked_by: str | None = None
    """Who asks for this powerful account's reset, to which another has still to agree."""
    recovered: datetime | None = None
    """When the account was made at the host itself, because no administrator was left."""

    def check(self) -> None:
        """A lower-case name, a holder, roles that go together, an agency where one is needed."""
        if self.id != self.id.lower():
            raise CaseworkError(f"account {self.id}: the name is in lower case")
        if self.id in RESERVED:
            raise CaseworkError(f"account {self.id}: the log calls others by that name")
        required(self.holder, "holder")
        for items, name in ((self.roles, "roles"), (self.areas, "areas"), (self.people, "people")):
            distinct(items, name)
        distinct([held.scheme for held in self.vetting], "vetting")
        in_zone(self.recovered, "recovered")
        check_together({*self.roles, *self.awaiting})
        if bool(self.awaiting) != (self.asked_by is not None):
            raise CaseworkError(f"account {self.id}: roles are awaited by somebody, or none are")
        if (Role.PARTNER_AGENCY in {*self.roles, *self.awaiting}) != (self.agency is not None):
            raise CaseworkError(f"account {self.id}: an agency goes with the role partner_agency")
