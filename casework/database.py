"""Opening the database: SQLite by default, PostgreSQL by URL; how a transaction begins on each."""

import os
from pathlib import Path
from typing import Any, TypeAlias

from pysqlite3 import dbapi2
from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from casework.errors import CaseworkError

BUSY_SECONDS = 60.0
"""How long a SQLite writer waits for another."""

DriverConnection: TypeAlias = Any
"""A ``pysqlite3`` connection (the package carries no types)."""

READ_ONLY = "casework_read_only"
"""Execution option of a connection that will only read."""


def default_url(home: Path) -> str:
    """The database in ``SKERRY_HOME``."""
    return f"sqlite:///{home / 'casework.db'}"


def open_engine(url: str) -> Engine:
    """An engine for ``sqlite:///FILE`` or ``postgresql://…``; raises ``CaseworkError``."""
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise CaseworkError(f"{url!r} is no address of a database") from None
    backend = parsed.get_backend_name()
    if backend == "sqlite":
        return _sqlite(parsed)
    if backend == "postgresql":
        return _postgresql(parsed)
    raise CaseworkError(f"casework is kept in SQLite or PostgreSQL, not in {backend}")


def _postgresql(url: URL) -> Engine:
    engine = create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True)
    event.listen(engine, "begin", _begin_on_postgresql)
    return engine


def _begin_on_postgresql(connection: Connection) -> None:
    if connection.get_execution_options().get(READ_ONLY):
        # one snapshot for all that is read: a person's page never mixes two states
        connection.exec_driver_sql("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")


def _sqlite(url: URL) -> Engine:
    if not url.database or url.database == ":memory:":
        raise CaseworkError("casework is kept in a file")
    path = Path(url.database)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))
    except OSError as error:
        raise CaseworkError(f"cannot open {path}: {error.strerror}") from None
    engine = create_engine(url, module=dbapi2, connect_args={"timeout": BUSY_SECONDS})
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_on_sqlite)
    return engine


def _prepare_sqlite(connection: DriverConnection, _record: object) -> None:
    connection.isolation_level = None  # the driver must not begin or commit by itself
    for pragma in (
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "secure_delete = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {pragma}")


def _begin_on_sqlite(connection: Connection) -> None:
    # A writer that began by reading could not become one while another writes.
    reading = connection.get_execution_options().get(READ_ONLY)
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")
