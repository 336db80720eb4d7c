"""Bringing a database up to date: every step and its line in the log in one transaction."""

import secrets
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from casework.act import Act, Operation
from casework.audit.line import Detail
from casework.audit.log import Log
from casework.errors import CaseworkError
from casework.moments import Clock, utc_now

FOLDER = Path(__file__).parent / "migrations"
SYSTEM = Act(actor="skerry")

_ONE_AT_A_TIME = 0x534B4552
"""The advisory lock under which PostgreSQL is migrated: ``SKER``."""


def latest() -> str:
    """The revision that this release works with."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    assert head is not None
    return head


def upgrade(engine: Engine, clock: Clock = utc_now, to: str = "head") -> None:
    """Bring the database up to date, or to an earlier revision on the way there.

    All steps are one transaction, so that a run that was broken off is as if it had not been.
    """
    if current(engine) == (latest() if to == "head" else to):
        return
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        _upgrade(connection, clock, to)


def _upgrade(connection: Connection, clock: Clock, to: str) -> None:
    before = _revision(connection)
    if before is not None and before not in revisions():
        return  # of a later release; check_current says so
    command.upgrade(_config(connection), to)
    after = _revision(connection)
    if after != before:
        log = Log(connection, clock)
        log.append(SYSTEM, Operation.UPKEEP, detail=_detail(before, after))
        log.flush()


def _detail(before: str | None, after: str | None) -> Detail:
    """The first line of a log holds a random name: no two logs begin with the same digest."""
    named = {"log": secrets.token_hex(16)} if before is None else {}
    return {"schema_before": before, "schema": after, **named}


def current(engine: Engine) -> str | None:
    """The revision that the database is at; null for an empty one."""
    with engine.connect() as connection:
        return _revision(connection)


def check_current(engine: Engine) -> None:
    """Raise ``CaseworkError`` where the database is of another release than this."""
    found = current(engine)
    if found != latest():
        raise CaseworkError(
            f"the casework database is at revision {found}; this Skerry knows {latest()}"
        )


def _revision(connection: Connection) -> str | None:
    return MigrationContext.configure(connection).get_current_revision()


def revisions() -> list[str]:
    """Every revision that this release knows, oldest first."""
    walked = ScriptDirectory.from_config(_config()).walk_revisions()
    return [script.revision for script in walked][::-1]


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
