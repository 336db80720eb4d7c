"""What became of a person before the law: reported, charged, convicted, recalled; each apart."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord


class Step(StrEnum):
    """Reported, charged and convicted are three events, and the tables count them apart."""

    REPORTED = "reported"
    CHARGED = "charged"
    CONVICTED = "convicted"
    RECALLED = "recalled"
    RETURNED_TO_CUSTODY = "returned to custody"


class Matter(StrEnum):
    """What it was about."""

    NOTIFICATION_BREACH = "breach of notification"
    ORDER_BREACH = "breach of an order"
    LICENCE_BREACH = "breach of licence"
    GROUP_1_CRIME = "group 1 crime"
    """Non-sexual crimes of violence, in the Scottish Government's classification."""
    GROUP_2_CRIME = "group 2 crime"
    """Sexual crimes."""
    OTHER_CRIME = "other crime"


class Proceeding(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One step on one day. A breach of an order names the order."""

    KIND: ClassVar[str] = "proceeding"

    step: Step
    matter: Matter
    on: date
    order: str | None = None
    court: str | None = None
    case_number: str | None = None
    area: str | None = None

    def check(self) -> None:
        """Which order was breached."""
        if self.matter is Matter.ORDER_BREACH and self.order is None:
            raise CaseworkError(f"proceeding {self.id}: which order was breached?")
