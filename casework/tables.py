"""The tables as they stand after the last migration. Times are microseconds since 1970 UTC.

Text about people is only in ``records.body``, encrypted under the person's content key; the other
columns are references, counts and names of officers.
"""

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
)

METADATA = MetaData()

RECORDS = Table(
    "records",
    METADATA,
    Column("kind", Text, primary_key=True),
    Column("id", Text, primary_key=True),
    Column("revision", Integer, primary_key=True),
    Column("person", Text, nullable=False),
    Column("recorded", BigInteger, nullable=False),
    Column("author", Text, nullable=False),
    Column("sequence", BigInteger, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Index("records_person", "person", "kind"),
)
"""Every revision of every record. ``person`` is empty for the unit's own."""

CONTENT_KEYS = Table(
    "content_keys",
    METADATA,
    Column("person", Text, primary_key=True),
    Column("wrapped", LargeBinary, nullable=False),
)
"""A key a person, wrapped under the unit's master key, which is not in the database."""

AUDIT = Table(
    "audit",
    METADATA,
    Column("sequence", BigInteger, primary_key=True, autoincrement=False),
    Column("at", BigInteger, nullable=False),
    Column("actor", Text, nullable=False),
    Column("operation", Text, nullable=False),
    Column("person", Text),
    Column("body", Text, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Index("audit_person", "person"),
    Index("audit_actor", "actor"),
)
"""The log. ``body`` is the canonical JSON whose digest is chained; the rest only finds lines."""

AUDIT_HEAD = Table(
    "audit_head",
    METADATA,
    Column("one", Integer, primary_key=True),
    Column("size", BigInteger, nullable=False),
    Column("digest", LargeBinary, nullable=False),
    Column("at", BigInteger, nullable=False),
)
"""One row, the end of the chain: whoever writes holds it, so that writers queue."""

INTENTS = Table(
    "intents",
    METADATA,
    Column("sequence", BigInteger, ForeignKey("audit.sequence"), primary_key=True),
)
"""Things begun outside the database whose outcome has not been logged."""

CHECKPOINTS = Table(
    "checkpoints",
    METADATA,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("note", Text, nullable=False),
)
"""Signed notes of the log's end; what proves anything is their copies off the host."""
