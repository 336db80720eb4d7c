"""Sessions, kept at the server: a random token whose digest alone is stored, and two time limits.

The limits are those of NIST SP 800-63B-4 section 2.2.3 for two factors.
"""

import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, delete, insert, select, update

from casework.accounts.tables import SESSIONS
from casework.act import Act, Operation
from casework.errors import CaseworkError
from casework.moments import microseconds, moment_of
from casework.store import Store

TOKEN_BYTES = 32
TOUCH = timedelta(seconds=20)
"""A session's last use is written no more often than this."""


class SessionEnded(CaseworkError):
    """There is no such session, or no longer."""

    def __init__(self) -> None:
        super().__init__("the session has ended: sign in again")


class Timeouts(msgspec.Struct, frozen=True, kw_only=True):
    """How long a session lasts unused, and at all."""

    idle: timedelta = timedelta(minutes=30)
    absolute: timedelta = timedelta(hours=12)

    def ended(self, opened: datetime, used: datetime, now: datetime) -> bool:
        """Whether it has ended by now."""
        return now - used >= self.idle or now - opened >= self.absolute


TIMEOUTS = Timeouts()


def open_session(connection: Connection, account: str, address: str, now: datetime) -> str:
    """A new session's token, to be held by its owner only."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    at = microseconds(now)
    row = {"token": _digest(token), "account": account, "address": address[:64]}
    connection.execute(insert(SESSIONS), {**row, "opened": at, "used": at})
    return token


def account_of(store: Store, token: str, timeouts: Timeouts = TIMEOUTS) -> str:
    """Whose session it is, which counts as a use of it; raises ``SessionEnded``."""
    now = store.clock()
    with store.quietly() as reading:
        account = _touched(reading.connection, _digest(token), now, timeouts)
    if account is None:
        raise SessionEnded
    return account


def _touched(
    connection: Connection, digest: bytes, now: datetime, timeouts: Timeouts
) -> str | None:
    wanted = SESSIONS.c.token == digest
    row = connection.execute(select(SESSIONS).where(wanted)).one_or_none()
    if row is None:
        return None
    opened, used = moment_of(row.opened), moment_of(row.used)
    if timeouts.ended(opened, used, now):
        connection.execute(delete(SESSIONS).where(wanted))
        return None
    if now - used >= TOUCH:
        connection.execute(update(SESSIONS).where(wanted).values(used=microseconds(now)))
    return str(row.account)


def sign_out(store: Store, token: str) -> None:
    """End a session; raises ``SessionEnded`` where it has."""
    account = account_of(store, token)
    with store.writing(Act(actor=account)) as writing:
        writing.connection.execute(delete(SESSIONS).where(SESSIONS.c.token == _digest(token)))
        writing.note(Operation.ACCESS, detail={"event": "signed out"})


def end_sessions(connection: Connection, account: str) -> int:
    """End all of an account's sessions; how many there were."""
    wanted = SESSIONS.c.account == account
    return connection.execute(delete(SESSIONS).where(wanted)).rowcount


def _digest(token: str) -> bytes:
    return sha256(token.encode("utf-8", "replace")).digest()
