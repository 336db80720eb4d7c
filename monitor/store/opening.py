"""Opening the store: tables brought up to date, the master key at hand, errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, select
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from casework.database import READ_ONLY, open_engine
from casework.errors import CaseworkError
from casework.master_key import master_key
from monitor.errors import MonitorError
from monitor.records import Place
from monitor.store import positions
from monitor.store.migrating import upgrade
from monitor.store.people import People
from monitor.store.tables import KEYS


class Store:
    """A monitor's database that is up to date. Transactions are not shared between threads."""

    def __init__(self, engine: Engine, master: bytes) -> None:
        self.engine, self.master = engine, master
        self.people = People(master)

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction; raises ``MonitorError`` where the database refuses: nothing was kept."""
        with told(), self.engine.begin() as connection:
            yield connection

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One snapshot, to read."""
        options = {READ_ONLY: True}
        with told(), self.engine.execution_options(**options).begin() as connection:
            yield connection

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        """Own a partition from now on (``monitor.sources.base.Positions``)."""
        with self.writing() as connection:
            return positions.take_over(connection, topic, partition)

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()


def default_url(home: Path) -> str:
    """The database in ``SKERRY_HOME``."""
    return f"sqlite:///{home / 'monitor.db'}"


def open_store(home: Path, url: str | None = None) -> Store:
    """The store, made or brought up to date where needed; raises ``MonitorError``.

    ``home`` holds the master key and, unless ``url`` names another database, ``monitor.db``.
    """
    try:
        engine = open_engine(url or default_url(home))
    except CaseworkError as error:
        raise MonitorError(str(error)) from None
    try:
        with told():
            upgrade(engine)
            with engine.connect() as connection:
                is_new = connection.execute(select(KEYS.c.person).limit(1)).first() is None
            return Store(engine, master_key(home, is_new))
    except BaseException:
        engine.dispose()
        raise


@contextmanager
def told() -> Iterator[None]:
    """Around work with the database; raises ``MonitorError`` for what it refuses."""
    try:
        yield
    except CaseworkError as error:
        raise MonitorError(str(error)) from None
    except SQLAlchemyError as error:
        raise MonitorError(_cause(error)) from error


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    name = getattr(original, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(original, "sqlstate", None) == "53100":
        return "the disk is full: this batch was not kept; make room and start again"
    if isinstance(error, DBAPIError) and error.connection_invalidated:
        return "the connection to the monitor's store was lost: this batch was not kept"
    return f"monitor's store: {' '.join(str(original or error).split())}"
