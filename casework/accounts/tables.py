"""What signing in needs beside accounts: no case content. Times are microseconds since 1970 UTC."""

from sqlalchemy import BigInteger, Column, Index, Integer, LargeBinary, Table, Text

from casework.tables import METADATA

CREDENTIALS = Table(
    "credentials",
    METADATA,
    Column("account", Text, primary_key=True),
    Column("password", Text),
    Column("secret", LargeBinary),
    Column("step", BigInteger, nullable=False),
    Column("one_time", LargeBinary),
    Column("one_time_until", BigInteger),
    Column("used", BigInteger, nullable=False),
)
"""The Argon2id hash; the second factor's secret, sealed, and the last step accepted of it; the
digest of a one-time code to enrol with. Used: when it was last used, made or enabled."""

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("token", LargeBinary, primary_key=True),
    Column("account", Text, nullable=False),
    Column("address", Text, nullable=False),
    Column("opened", BigInteger, nullable=False),
    Column("used", BigInteger, nullable=False),
    Index("sessions_account", "account"),
)
"""``token`` is the SHA-256 of what the browser holds. A session that ends is a row that goes."""

FAILURES = Table(
    "sign_in_failures",
    METADATA,
    Column("subject", Text, primary_key=True),
    Column("failed", Integer, nullable=False),
    Column("last", BigInteger, nullable=False),
)
"""Attempts since the last success, by account and by address."""
