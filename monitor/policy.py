"""A unit's own rules for monitoring: ``[monitor]`` in ``policy.toml`` in ``SKERRY_HOME``."""

from pathlib import Path
from typing import Annotated, TypeAlias

import msgspec

from monitor.errors import MonitorError
from monitor.severity import Severity
from skerry import SkerryError, policy_table

Positive: TypeAlias = Annotated[float, msgspec.Meta(gt=0)]


def _deadlines() -> dict[Severity, float]:
    return {Severity.CRITICAL: 5, Severity.HIGH: 30, Severity.MEDIUM: 480}


class Policy(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """When something is worth a human's minute, and for how long it may wait.

    ``threshold``: what is below raises no alert by itself. ``deadlines``: minutes in which an alert
    of a severity is acknowledged, or the next contact is told. ``contacts``: addresses by level,
    the first told first and the last again and again. ``clock_tolerance``: seconds by
    which a device's clock may be ahead of receipt. ``heartbeats_missed``: intervals without a sign
    of life that are silence. ``notice_gap``: seconds between two notices of an alert that only
    grew. ``longest_silence``: hours. ``horizon``: days, by the events' own clocks, for which
    a duplicate is known to be one. ``welfare``: addresses that are told of what may be a risk to
    self, beside those that are told of everything. ``stores``: addresses of stores other than
    ``monitor.db`` in which whoever is erased is erased too.
    """

    threshold: Severity = Severity.MEDIUM
    deadlines: dict[Severity, Positive] = msgspec.field(default_factory=_deadlines)
    contacts: tuple[tuple[str, ...], ...] = ()
    clock_tolerance: Positive = 300
    heartbeats_missed: Positive = 4
    notice_gap: Positive = 30
    longest_silence: Positive = 168
    horizon: Positive = 400
    welfare: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()


def load_policy(home: Path) -> Policy:
    """The rules, all defaults where there are none; raises ``MonitorError`` for one not known."""
    try:
        return msgspec.convert(policy_table(home, "monitor"), Policy)
    except msgspec.ValidationError as error:
        raise MonitorError(f"policy file {home / 'policy.toml'}: [monitor] {error}") from None
    except SkerryError as error:
        raise MonitorError(str(error)) from None
