"""The rows that signing in reads and writes: hash, second factor, one-time code, last use."""

import base64
import hmac
import secrets
from datetime import datetime, timedelta
from hashlib import sha256

import msgspec
from sqlalchemy import Connection, insert, select, update

from casework.accounts.tables import CREDENTIALS
from casework.content_keys import UNIT, ContentKeys
from casework.moments import microseconds, moment_of
from casework.sealing import seal, unseal

ONE_TIME_BYTES = 10
ONE_TIME_LASTS = timedelta(days=3)


class Credentials(msgspec.Struct, frozen=True, kw_only=True):
    """What is kept of one account. ``secret`` is sealed; ``step`` is the last one accepted."""

    account: str
    password: str | None = None
    secret: bytes | None = None
    step: int = 0
    one_time: bytes | None = None
    one_time_until: int | None = None
    used: int

    @property
    def enrolled(self) -> bool:
        """Whether there is both a password and a second factor."""
        return self.password is not None and self.secret is not None and self.one_time is None

    def is_one_time(self, code: str, now: datetime) -> bool:
        """Whether it is the one-time code, and in time."""
        if self.one_time is None or self.one_time_until is None:
            return False
        same = hmac.compare_digest(digest_of(code), self.one_time)
        return same and microseconds(now) <= self.one_time_until


def credentials_of(connection: Connection, account: str) -> Credentials | None:
    """The row, held by this transaction so that no code is accepted twice at once."""
    query = select(CREDENTIALS).where(CREDENTIALS.c.account == account).with_for_update()
    row = connection.execute(query).mappings().one_or_none()
    return None if row is None else Credentials(**row)


def last_used(connection: Connection, account: str) -> datetime | None:
    """When an account was last used, made or enabled."""
    query = select(CREDENTIALS.c.used).where(CREDENTIALS.c.account == account)
    found = connection.execute(query).scalar()
    return None if found is None else moment_of(found)


def change(connection: Connection, account: str, **columns: object) -> None:
    """Write columns of the row."""
    wanted = CREDENTIALS.c.account == account
    connection.execute(update(CREDENTIALS).where(wanted).values(**columns))


def issue_one_time(connection: Connection, account: str, now: datetime) -> str:
    """A new code to enrol with; the password and second factor there were are gone."""
    code = base64.b32encode(secrets.token_bytes(ONE_TIME_BYTES)).decode("ascii")
    row = {
        "password": None,
        "secret": None,
        "step": 0,
        "one_time": digest_of(code),
        "one_time_until": microseconds(now + ONE_TIME_LASTS),
        "used": microseconds(now),
    }
    if last_used(connection, account) is None:
        connection.execute(insert(CREDENTIALS), {"account": account, **row})
    else:
        change(connection, account, **row)
    return "-".join(code[start : start + 4] for start in range(0, len(code), 4))


def withdraw_one_time(connection: Connection) -> None:
    """No one-time code that was issued is of use any more."""
    connection.execute(update(CREDENTIALS).values(one_time=None, one_time_until=None))


def digest_of(code: str) -> bytes:
    """What is kept of a one-time code, however its groups were typed."""
    return sha256(
        code.replace("-", "").replace(" ", "").upper().encode("utf-8", "replace")
    ).digest()


def sealed_secret(keys: ContentKeys, account: str, secret: bytes) -> bytes:
    """A second factor's secret, as it is kept."""
    return seal(keys.made_for(UNIT), secret, _place(account))


def opened_secret(keys: ContentKeys, account: str, sealed: bytes) -> bytes:
    """The second factor's secret."""
    return unseal(keys.of(UNIT), sealed, _place(account))


def _place(account: str) -> str:
    return f"second factor of {account}"
