"""Triggers that stop an accident, not an administrator: against those stands the chain."""

from alembic import op

_POSTGRESQL = """
CREATE FUNCTION {table}_{verb}_refused() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$;
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
FOR EACH ROW EXECUTE FUNCTION {table}_{verb}_refused()
"""
_SQLITE = """
CREATE TRIGGER {table}_no_{verb} BEFORE {verb} ON {table}
BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END
"""


def refuse(table: str, *verbs: str) -> None:
    """Make the database refuse ``update`` or ``delete`` on a table."""
    text = _POSTGRESQL if op.get_bind().dialect.name == "postgresql" else _SQLITE
    for verb in verbs:
        op.get_bind().exec_driver_sql(text.format(table=table, verb=verb))
