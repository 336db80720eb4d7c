"""What was approved on a what-if report: by whom, when, why, and the digest of the report."""

from typing import NamedTuple

from sqlalchemy import Connection, insert, select

from monitor.store.tables import APPROVALS


class Approved(NamedTuple):
    """A change of rules that somebody approved; ``at`` is µs of the wall clock's.

    ``summary`` says what the report came to, in numbers: it names nobody.
    """

    what: str
    author: str
    at: int
    why: str
    sha256: str
    summary: str


def approve(connection: Connection, approved: Approved) -> int:
    """Put it on record; its number."""
    statement = insert(APPROVALS).returning(APPROVALS.c.number)
    return int(connection.execute(statement, approved._asdict()).scalar_one())


def approvals(connection: Connection) -> list[Approved]:
    """All on record, the earliest first."""
    column = APPROVALS.c
    columns = [column[name] for name in Approved._fields]
    query = select(*columns).order_by(column.number)
    return [Approved(*row) for row in connection.execute(query)]
