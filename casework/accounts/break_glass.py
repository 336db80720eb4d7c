"""Access in an emergency beyond an account's area and people: reasoned, timed and noticed."""

from datetime import datetime, timedelta
from typing import ClassVar

from casework.accounts.roles import Role
from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.checks import identifier, in_order, in_zone, required

LONGEST = timedelta(hours=8)
"""A shift; after it somebody must grant the access, or give a reason again."""

SHORTEST_REASON = 10
"""Letters; a reason is a sentence that a supervisor can judge."""


class BreakGlass(PersonRecord, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One opening. It stays in a supervisor's notices until one of them has ``seen`` it."""

    KIND: ClassVar[str] = "break_glass"

    account: str
    reason: str
    opened: datetime
    until: datetime
    seen_by: str | None = None

    def check(self) -> None:
        """A reason, at most ``LONGEST``; nobody is the supervisor of their own opening."""
        identifier(self.account, "account")
        required(self.reason, "reason")
        if len(self.reason.strip()) < SHORTEST_REASON:
            raise CaseworkError(f"break-glass: a reason of at least {SHORTEST_REASON} letters")
        in_zone(self.opened, "opened")
        in_zone(self.until, "until")
        in_order(self.opened, self.until, "break-glass")
        if self.until - self.opened > LONGEST:
            raise CaseworkError(f"break-glass: at most {LONGEST.total_seconds() / 3600:g} hours")
        if self.seen_by == self.account:
            raise CaseworkError("break-glass: whoever opened it is not who notices it")

    def open_at(self, now: datetime) -> bool:
        """Whether it holds at that moment."""
        return self.opened <= now < self.until


BREAKERS = frozenset(
    {Role.EXAMINER, Role.DESK_OPERATOR, Role.DESK_SUPERVISOR, Role.OFFENDER_MANAGER}
)
"""Whose reach it lifts: never an agency's, a co-ordinator's, an auditor's or an administrator's."""
