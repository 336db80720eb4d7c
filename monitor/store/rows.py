"""Statements that SQLite and PostgreSQL spell alike but SQLAlchemy keeps apart."""

from typing import Any

from sqlalchemy import Connection, Insert, Table
from sqlalchemy.dialects import postgresql, sqlite


def insert(connection: Connection, table: Table) -> "sqlite.Insert | postgresql.Insert":
    """An INSERT that can be told what to do about a row that is there already."""
    if connection.dialect.name == "sqlite":
        return sqlite.insert(table)
    return postgresql.insert(table)


def put(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Write rows whole, over those of the same primary key."""
    if not rows:
        return
    statement = insert(connection, table)
    keys = [column.name for column in table.primary_key]
    changed = {name: statement.excluded[name] for name in rows[0] if name not in keys}
    in_bulk(connection, statement.on_conflict_do_update(index_elements=keys, set_=changed), rows)


def in_bulk(connection: Connection, statement: Insert, rows: list[dict[str, Any]]) -> None:
    """Execute for many rows of plain values, which go to the driver as they are.

    SQLAlchemy compiles the statement but does not look at each value again: that would cost more
    than the database does.
    """
    if not rows:
        return
    compiled = statement.compile(dialect=connection.dialect, column_keys=list(rows[0]))
    order = compiled.positiontup
    if order is None:
        connection.exec_driver_sql(str(compiled), rows)
    else:
        connection.exec_driver_sql(
            str(compiled), [tuple(row[name] for name in order) for row in rows]
        )
