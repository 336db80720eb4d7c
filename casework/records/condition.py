"""One condition of an order, as data."""

from enum import StrEnum

import msgspec

from casework.records.checks import identifier, required


class ConditionKind(StrEnum):
    """What a condition is about."""

    DEVICES_ALLOWED = "devices_allowed"
    SOFTWARE_REQUIRED = "software_required"
    INTERNET = "internet"
    HISTORY_KEPT = "history_kept"
    INSPECTION = "inspection"
    CONTACT = "contact"
    CURFEW = "curfew"
    EXCLUSION = "exclusion"
    RESIDENCE = "residence"
    TRAVEL = "travel"
    EMPLOYMENT = "employment"
    NOTIFICATION = "notification"
    OTHER = "other"


class Condition(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The court's wording, its kind, and what of it a machine can read.

    ``values`` are of the kind: device ids, software, places, people, times as the order has them.
    """

    id: str
    kind: ConditionKind
    wording: str
    values: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        identifier(self.id, "condition: id")
        required(self.wording, f"condition {self.id}: wording")
