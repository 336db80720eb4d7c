"""Opening the store: tables brought up to date, the master key at hand, errors in one line."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, OperationalError, SQLAlchemyError

from casework.database import READ_ONLY, open_engine
from casework.errors import CaseworkError
from casework.master_key import master_key
from monitor.errors import Contended, MonitorError, Unavailable
from monitor.records import Place
from monitor.store import positions
from monitor.store.migrating import upgrade
from monitor.store.patience import uncontended
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

        def taken() -> tuple[Place, int]:
            with self.writing() as connection:
                return positions.take_over(connection, topic, partition)

        return uncontended(taken)

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
    return uncontended(lambda: _opened(home, url))


def _opened(home: Path, url: str | None) -> Store:
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


def known_store(home: Path, url: str | None = None) -> Store:
    """The store, for whoever adds no events; raises ``MonitorError``.

    A file that is named and is not there is refused: an empty store made in its place would look
    like one without alerts.
    """
    if url is not None:
        _check_present(url)
    return open_store(home, url)


def _check_present(url: str) -> None:
    try:
        parsed = make_url(url)
    except ArgumentError:
        # open_store says what is wrong with it
        return
    file = parsed.database
    if parsed.get_backend_name() == "sqlite" and file and not Path(file).exists():
        raise MonitorError(f"there is no store at {file}: monitor run makes one")


@contextmanager
def told() -> Iterator[None]:
    """Around work with the database; raises ``MonitorError`` for what it refuses."""
    try:
        yield
    except CaseworkError as error:
        raise MonitorError(str(error)) from None
    except SQLAlchemyError as error:
        raise _refusal(error) from error


def _refusal(error: SQLAlchemyError) -> MonitorError:
    if isinstance(error, DBAPIError) and (error.connection_invalidated or _is_starting(error)):
        return Unavailable("the monitor's store cannot be reached: this batch was not kept")
    if isinstance(error, DBAPIError) and _is_contended(error):
        return Contended("the monitor's store is held by others: this batch was not kept")
    return MonitorError(_cause(error))


def _is_starting(error: DBAPIError) -> bool:
    """PostgreSQL that is shutting down, starting, or not there to be connected to."""
    state = getattr(error.orig, "sqlstate", None) or ""
    unreached = type(error.orig).__module__.startswith("psycopg") and not state
    return isinstance(error, OperationalError) and (state[:2] in ("08", "57") or unreached)


def _is_contended(error: DBAPIError) -> bool:
    """Two that waited for each other, or a writer that never let go: the next try may succeed."""
    rolled_back = str(getattr(error.orig, "sqlstate", None) or "").startswith("40")
    name = str(getattr(error.orig, "sqlite_errorname", None) or "")
    return rolled_back or name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _cause(error: SQLAlchemyError) -> str:
    original = getattr(error, "orig", None)
    name = getattr(original, "sqlite_errorname", "") or ""
    if name == "SQLITE_FULL" or getattr(original, "sqlstate", None) == "53100":
        return "the disk is full: this batch was not kept; make room and start again"
    return f"monitor's store: {' '.join(str(original or error).split())}"
