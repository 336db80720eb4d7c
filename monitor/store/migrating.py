"""Bringing the monitor's tables up to date, all steps in one transaction."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, text

from monitor.errors import MonitorError

FOLDER = Path(__file__).parent / "migrations"
VERSION_TABLE = "monitor_version"

_ONE_AT_A_TIME = 0x534B454D
"""The advisory lock under which PostgreSQL is migrated: ``SKEM``."""


def upgrade(engine: Engine) -> None:
    """Bring the tables up to date; raises ``MonitorError`` for those of a later release."""
    known = [script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions()]
    with engine.connect() as connection:
        found = _revision(connection)
    if found == known[0]:
        return
    if found is not None and found not in known:
        raise MonitorError(
            f"the monitor's store is at revision {found}; this Skerry knows {known[0]}"
        )
    with engine.begin() as connection:
        if connection.dialect.name == "postgresql":
            connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
        command.upgrade(_config(connection), "head")


def _revision(connection: Connection) -> str | None:
    options = {"version_table": VERSION_TABLE}
    return MigrationContext.configure(connection, opts=options).get_current_revision()


def _config(connection: Connection | None = None) -> Config:
    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.attributes["connection"] = connection
    return config
