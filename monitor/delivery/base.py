"""What every target does."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from monitor.alert import Alert
from monitor.errors import MonitorError


class DeliveryError(MonitorError):
    """A target did not take what it was given; it is tried again."""


class Notice(NamedTuple):
    """An alert to be told of; ``level`` counts how often it went unacknowledged past its time."""

    alert: Alert
    level: int


class Target(Protocol):
    """Somewhere alerts are told."""

    name: str

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Tell, and return when it is certain; raises ``DeliveryError``."""
        ...

    def close(self) -> None:
        """Let go of it."""
        ...
