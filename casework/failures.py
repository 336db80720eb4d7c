"""Database errors as one clear line each."""

from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from casework.errors import CaseworkError

FULL = "the disk is full: nothing of this change was kept; make room and do it again"
GONE = "the connection to the casework database was lost: nothing of this change is acknowledged"
BUSY = "another program is writing to the casework database: try again"


@contextmanager
def told() -> Iterator[None]:
    """Around work with the database; raises ``CaseworkError`` for what the database refuses."""
    try:
        yield
    except SQLAlchemyError as error:
        raise CaseworkError(cause(error)) from error


def cause(error: SQLAlchemyError) -> str:
    """What to tell of a database error."""
    original = getattr(error, "orig", None)
    name = getattr(original, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(original, "sqlstate", None) == "53100":
        return FULL
    if name.startswith("SQLITE_BUSY"):
        return BUSY
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return GONE
    return f"casework database: {' '.join(str(original or error).split())}"
