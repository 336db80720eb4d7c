"""An order or licence: its terms one after the other, how it ended, the notice that was served."""

from datetime import date, datetime
from enum import StrEnum
from typing import ClassVar

import msgspec

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import distinct, in_zone, required
from casework.records.condition import Condition
from casework.records.permission import Notice, Permission


class OrderType(StrEnum):
    """Instruments that are met with. SOPO and RSHO live on under the savings of 2023."""

    SHPO = "SHPO"
    """Sexual harm prevention order (Abusive Behaviour and Sexual Harm (Scotland) Act 2016)."""
    SOPO = "SOPO"
    """Sexual offences prevention order."""
    SRO = "SRO"
    """Sexual risk order."""
    RSHO = "RSHO"
    """Risk of sexual harm order."""
    FOREIGN_TRAVEL_ORDER = "foreign travel order"
    NOTIFICATION_ORDER = "notification order"
    LICENCE = "licence"
    COMMUNITY_PAYBACK_ORDER = "community payback order"
    SERIOUS_CRIME_PREVENTION_ORDER = "serious crime prevention order"
    INTENSIVE_SUPPORT_PACKAGE = "intensive support package"
    CONSENT = "consent"


class EndReason(StrEnum):
    """Why an order ended before, or without, a last day."""

    DISCHARGED = "discharged"
    QUASHED = "quashed"
    REVOKED = "revoked"
    REPLACED = "replaced"
    CONSENT_WITHDRAWN = "consent withdrawn"
    SENTENCE_ENDED = "sentence ended"
    DIED = "died"


class Ending(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The moment from which the order is of no more effect."""

    at: datetime
    reason: EndReason

    def __post_init__(self) -> None:
        in_zone(self.at, "ending: at")


class Terms(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What an order says from a moment on, until the next terms: as made, made full, or varied.

    ``last_day`` is the last on which it is in force, by the clocks of the court; without one it
    goes on until it is ended.
    """

    since: datetime
    interim: bool = False
    last_day: date | None = None
    conditions: tuple[Condition, ...] = ()
    permissions: tuple[Permission, ...] = ()

    def __post_init__(self) -> None:
        in_zone(self.since, "terms: since")
        distinct((condition.id for condition in self.conditions), "conditions")


class Order(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An order. ``authority`` is the court or body; ``imposed`` the day that statistics count.

    ``notices``: monitoring is permitted from the first notice served, and not before.
    """

    KIND: ClassVar[str] = "order"

    type: OrderType
    authority: str
    imposed: date
    terms: tuple[Terms, ...]
    notices: tuple[Notice, ...] = ()
    ending: Ending | None = None
    area: str | None = None
    replaces: str | None = None

    def check(self) -> None:
        """Terms follow each other in time; only consent is withdrawn."""
        required(self.authority, f"order {self.id}: authority")
        if not self.terms:
            raise CaseworkError(f"order {self.id} has no terms")
        begun = [terms.since for terms in self.terms]
        if begun != sorted(set(begun)):
            raise CaseworkError(f"order {self.id}: terms are in the order in which they begin")
        withdrawn = self.ending and self.ending.reason is EndReason.CONSENT_WITHDRAWN
        if withdrawn and self.type is not OrderType.CONSENT:
            raise CaseworkError(f"order {self.id}: only consent is withdrawn, not a {self.type}")
