"""Environmental risk assessments: of where a person lives, or is to live."""

from datetime import date
from enum import StrEnum
from typing import ClassVar

from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import required


class Occasion(StrEnum):
    """Why one is due."""

    FIRST_REGISTRATION = "first registration"
    CHANGE_OF_ADDRESS = "change of address"
    ANNUAL = "annual"
    CHANGE_OF_CIRCUMSTANCES = "change of circumstances"


class EnvironmentalRiskAssessment(
    PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True
):
    """An assessment, from when it is due until it was done."""

    KIND: ClassVar[str] = "environmental_risk_assessment"

    occasion: Occasion
    address: str
    due: date
    done: date | None = None
    assessor: str | None = None
    acceptable: bool | None = None
    findings: str | None = None

    def check(self) -> None:
        """One that was done says by whom, and whether the address will do."""
        required(self.address, "address")
        if self.done is not None and (not self.assessor or self.acceptable is None):
            raise CaseworkError(f"assessment {self.id} was done: by whom, and will it do?")
