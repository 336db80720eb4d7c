"""How long to wait after attempts that failed, by account and by address.

An attempt is counted before it is checked and forgotten when it succeeds, so that many at once are
no way round. NIST SP 800-63B-4 section 3.2.2: at most 100 in a row for an account.
"""

import re
from datetime import datetime, timedelta

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from casework.accounts.tables import FAILURES
from casework.errors import CaseworkError
from casework.moments import microseconds, moment_of

_NEVER = (1 << 31) - 1
_NAME = re.compile(r"[a-z0-9][a-z0-9_.:-]{0,63}")


class Throttled(CaseworkError):
    """Too many attempts; ``wait`` is until the next may be made, null: an administrator resets."""

    def __init__(self, wait: timedelta | None, subject: str = "") -> None:
        told = "ask an administrator" if wait is None else f"wait {wait.total_seconds():.0f} s"
        super().__init__(f"too many attempts to sign in: {told}")
        self.wait, self.subject = wait, subject


class Limits(msgspec.Struct, frozen=True, kw_only=True):
    """So many attempts are free; then the wait doubles from ``first`` to ``longest``."""

    free: int
    first: timedelta
    longest: timedelta
    closed_after: int | None = None
    forgotten_after: timedelta

    def wait(self, failed: int, since: timedelta) -> timedelta | None:
        """What is left to wait after so many failures, the last so long ago; null for ever."""
        if self.closed_after is not None and failed >= self.closed_after:
            return None
        if failed < self.free or since >= self.forgotten_after:
            return timedelta()
        doubled: int = 1 << min(failed - self.free, 20)
        return max(min(self.first * doubled, self.longest) - since, timedelta())


BY_ACCOUNT = Limits(
    free=5,
    first=timedelta(seconds=30),
    longest=timedelta(minutes=15),
    closed_after=100,
    forgotten_after=timedelta(days=30),
)
BY_ADDRESS = Limits(
    free=20,
    first=timedelta(seconds=30),
    longest=timedelta(hours=1),
    forgotten_after=timedelta(days=1),
)


LOGGED_AN_HOUR = 10
LOGGING_HOUR = timedelta(hours=1)


def take(connection: Connection, account: str, address: str, now: datetime) -> None:
    """Count an attempt, or raise ``Throttled`` and count nothing."""
    _forget_old(connection, now)
    limits = {_of_account(account): BY_ACCOUNT, _of_address(address): BY_ADDRESS}
    counts = {subject: _count(connection, subject) for subject in sorted(limits)}
    for subject, (failed, last) in counts.items():
        since = max(now - last, timedelta())  # a clock set back must not shorten the wait
        wait = limits[subject].wait(failed, since)
        if wait is None or wait:
            raise Throttled(wait, subject)
    for subject, (failed, _) in counts.items():
        _write(connection, subject, failed + 1, now)


def to_log(connection: Connection, subject: str, now: datetime) -> int | None:
    """Whether a throttled attempt gets its line: how many before it got none; null: not this one.

    ``LOGGED_AN_HOUR`` an hour for an account or address, so that nobody fills the disk by trying.
    """
    _forget_old(connection, now)
    counted = f"throttled {subject}"
    tried, begun = _count(connection, counted)
    if now - begun >= LOGGING_HOUR:
        _write(connection, counted, 1, now)
        return max(tried - LOGGED_AN_HOUR, 0)
    _write(connection, counted, tried + 1, begun)
    return 0 if tried < LOGGED_AN_HOUR else None


def succeeded(connection: Connection, account: str, address: str) -> None:
    """Forget the account's failures, and this attempt of the address's."""
    forget(connection, account)
    subject = _of_address(address)
    failed, last = _count(connection, subject)
    _write(connection, subject, max(failed - 1, 0), last)


def forget(connection: Connection, account: str) -> None:
    """Let the account be tried again at once."""
    connection.execute(delete(FAILURES).where(FAILURES.c.subject == _of_account(account)))


def _of_account(account: str) -> str:
    return f"account {account if _NAME.fullmatch(account) else '?'}"


def _of_address(address: str) -> str:
    return f"address {address[:64]}"


def _count(connection: Connection, subject: str) -> tuple[int, datetime]:
    query = select(FAILURES).where(FAILURES.c.subject == subject).with_for_update()
    row = connection.execute(query).one_or_none()
    return (0, moment_of(0)) if row is None else (int(row.failed), moment_of(row.last))


def _write(connection: Connection, subject: str, failed: int, last: datetime) -> None:
    row = {"failed": failed, "last": microseconds(last)}
    wanted = FAILURES.c.subject == subject
    if connection.execute(update(FAILURES).where(wanted).values(row)).rowcount == 0:
        connection.execute(insert(FAILURES), {"subject": subject, **row})


def _forget_old(connection: Connection, now: datetime) -> None:
    """Names and addresses that were tried once and never again do not fill the table."""
    column = FAILURES.c
    for prefix, limits in (("account %", BY_ACCOUNT), ("address %", BY_ADDRESS)):
        old = column.last < microseconds(now - limits.forgotten_after)
        open_ = column.failed < (limits.closed_after or _NEVER)
        connection.execute(delete(FAILURES).where(column.subject.like(prefix), old, open_))
    stale = column.last < microseconds(now - BY_ADDRESS.forgotten_after)
    connection.execute(delete(FAILURES).where(column.subject.like("throttled %"), stale))
