"""The store: the only writer of casework. One transaction a write, the log's line inside it.

Commit order: the record's row, the log's line and the log's new end are one transaction; it is
acknowledged when ``writing`` has been left without an error, and is durable then.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Engine, select

from casework.act import Act
from casework.audit.log import Log
from casework.content_keys import ContentKeys, has_keys
from casework.database import READ_ONLY, default_url, open_engine
from casework.errors import CaseworkError
from casework.failures import told
from casework.master_key import master_key
from casework.migrating import check_current, upgrade
from casework.moments import Clock, utc_now
from casework.policy import Policy, load_policy
from casework.reading import Reading
from casework.tables import AUDIT_HEAD
from casework.writing import Writing


class Store:
    """A casework database that is up to date. Safe for threads; transactions are not shared."""

    def __init__(
        self, engine: Engine, master: bytes, clock: Clock = utc_now, policy: Policy | None = None
    ) -> None:
        self.engine, self._master, self.clock = engine, master, clock
        self.policy = policy or Policy()

    @contextmanager
    def writing(self, act: Act) -> Iterator[Writing]:
        """A transaction that changes something on behalf of an act; writers queue.

        Raises ``CaseworkError`` where the database refuses, and where nothing was logged: a change
        without its line in the log is not kept.
        """
        with told(), self.engine.begin() as connection:
            log = Log(connection, self.clock)
            keys = ContentKeys(connection, self._master)
            yield Writing(connection, keys, log, act, self.policy)
            if not log.appended:
                raise CaseworkError("nothing was logged, so nothing was kept")
            log.flush()

    @contextmanager
    def consulting(self, act: Act, *people: str) -> Iterator[Reading]:
        """Look at these people's records: logged first, in the transaction that reads."""
        with self.writing(act) as writing:
            writing.consulted(*people)
            yield writing

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """One snapshot, unlogged: for gates and statistics, never to show a person's file."""
        options = {READ_ONLY: True}
        with told(), self.engine.execution_options(**options).begin() as connection:
            yield Reading(connection, ContentKeys(connection, self._master))

    @contextmanager
    def quietly(self) -> Iterator[Reading]:
        """A transaction for rows that are no casework: a session's last use, a throttle's count."""
        with told(), self.engine.begin() as connection:
            yield Reading(connection, ContentKeys(connection, self._master))

    def position(self) -> int:
        """The log's size: whoever remembers what is on file reads again when it has grown."""
        with told(), self.engine.execution_options(**{READ_ONLY: True}).begin() as connection:
            return int(connection.execute(select(AUDIT_HEAD.c.size)).scalar_one())

    def close(self) -> None:
        """Let the connections go."""
        self.engine.dispose()


def open_store(home: Path, url: str | None = None, clock: Clock = utc_now) -> Store:
    """The unit's store, made or brought up to date where needed.

    ``home`` holds the master key and, unless ``url`` names another database, ``casework.db``.
    Raises ``CaseworkError`` where the database is of a later release or cannot be opened.
    """
    policy = load_policy(home)
    engine = open_engine(url or default_url(home))
    try:
        with told():
            upgrade(engine, clock)
            check_current(engine)
            is_new = not has_keys(engine)
        return Store(engine, master_key(home, is_new), clock, policy)
    except BaseException:
        engine.dispose()
        raise
