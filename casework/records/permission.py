"""What an order lets a unit monitor: kinds of data, devices, and how far third parties."""

from datetime import datetime
from enum import StrEnum

import msgspec

from casework.errors import CaseworkError
from casework.records.checks import distinct, in_zone, required


class DataKind(StrEnum):
    """Kinds of data that an order may cover; the monitor says which events hold which."""

    KEYSTROKES = "keystrokes"
    SCREEN_TEXT = "screen_text"
    MESSAGES = "messages"
    SEARCHES = "searches"
    BROWSING = "browsing"
    APPS = "apps"
    FILES = "files"
    PICTURES = "pictures"
    CONNECTIONS = "connections"
    LOCATION = "location"
    DEVICE_STATE = "device_state"
    """Heartbeats, tampering, clock changes: the agent's own health."""


class ThirdParties(StrEnum):
    """How far the words of others on the device may be looked at."""

    EXCLUDED = "excluded"
    COUNTERPARTS = "counterparts"
    """Those with whom the person exchanges messages."""
    HOUSEHOLD = "household"
    """Also others who use the device, having been told."""


class Permission(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Kinds of data on named devices; ``all_notified`` is every device the person has notified."""

    kinds: tuple[DataKind, ...]
    devices: tuple[str, ...] = ()
    all_notified: bool = False
    third_parties: ThirdParties = ThirdParties.EXCLUDED

    def __post_init__(self) -> None:
        if not self.kinds:
            raise CaseworkError("a permission to monitor names the kinds of data")
        if bool(self.devices) == self.all_notified:
            raise CaseworkError("a permission names its devices, or is for all notified ones")
        distinct(self.devices, "devices")


class Notice(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """That the person was told: when, by whom, and the paper that they got."""

    served: datetime
    served_by: str
    document: str | None = None

    def __post_init__(self) -> None:
        in_zone(self.served, "notice: served")
        required(self.served_by, "notice: served_by")
