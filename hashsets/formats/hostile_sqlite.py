"""Reading SQLite files that come from elsewhere.

What a hostile one may try, and what is done about it, follows SQLite's own advice
(sqlite.org/security.html): it is opened read-only and immutable; its schema is not trusted; virtual
tables are refused; an authoriser lets a statement read its tables and call a dozen plain functions,
nothing else; memory is limited; and the instructions a file may cost are in proportion to its size,
so that an endless view is interrupted.
"""

import re
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any, BinaryIO

from pysqlite3 import dbapi2 as sqlite

from hashsets.records import BadRecord

MAGIC = b"SQLite format 3\0"

FUNCTIONS = frozenset(
    ("coalesce", "count", "hex", "ifnull", "length", "lower", "max", "min", "substr", "substring")
) | {"trim", "typeof", "upper"}
"""None of them makes much of little."""

LEAST_INSTRUCTIONS = 50_000_000
INSTRUCTIONS_PER_BYTE = 64
"""A row of a hash set has over fifty bytes and costs a few hundred instructions to read."""

BETWEEN_CHECKS = 20_000
MEMORY_BYTES = 512 << 20
CACHE_KIB = 64 << 10
MOST_TABLES = 1000

FAULTS = (sqlite.Error, MemoryError, ValueError)
"""``ValueError`` where a message or a name is not valid text."""

Connection = Any
"""A ``pysqlite3`` connection (the package carries no types)."""

Row = tuple[Any, ...]
Rows = Iterator[Row | BadRecord]


class Database:
    """An opened file; ``names`` are its tables and views, in lower case."""

    def __init__(self, connection: Connection, size: int) -> None:
        """``size`` is the file's, in bytes. Raises one of ``FAULTS``."""
        self._connection = connection
        connection.text_factory = lambda text: text.decode("utf-8", "replace")
        connection.set_progress_handler(budget(size), BETWEEN_CHECKS)
        for setting in (
            "trusted_schema = OFF",
            "cell_size_check = ON",
            "mmap_size = 0",
            "query_only = ON",
            "temp_store = FILE",
            f"cache_size = -{CACHE_KIB}",
            # Of the whole process: pysqlite3 gives no limit on the length of a single value.
            f"hard_heap_limit = {MEMORY_BYTES}",
        ):
            connection.execute(f"PRAGMA {setting}").fetchall()
        connection.set_authorizer(authoriser({"sqlite_master"}))
        query = f"SELECT lower(name), type, rootpage, sql FROM sqlite_master LIMIT {MOST_TABLES}"
        schema = connection.execute(query).fetchall()
        self.virtual = any(is_virtual(*row[1:]) for row in schema)
        self.names = frozenset(str(row[0]) for row in schema if row[1] in ("table", "view"))
        connection.set_authorizer(authoriser(self.names))

    def rows(self, query: str) -> Rows:
        """What ``query`` finds, and a last ``BadRecord`` where SQLite cannot read on."""
        number = 0
        try:
            for row in self._connection.execute(query):
                number += 1
                yield row
        except FAULTS as error:
            yield unreadable(f"row {number + 1}", error)


def budget(size: int) -> Callable[[], bool]:
    """A progress handler that interrupts once a file of ``size`` bytes has cost too much."""
    left = LEAST_INSTRUCTIONS + INSTRUCTIONS_PER_BYTE * size

    def spent() -> bool:
        nonlocal left
        left -= BETWEEN_CHECKS
        return left < 0

    return spent


def authoriser(names: frozenset[str] | set[str]) -> Callable[..., int]:
    """Allows reading the tables of these names and calling ``FUNCTIONS``."""

    def decide(action: int, one: str | None, two: str | None, *_: object) -> int:
        allowed = (
            action == sqlite.SQLITE_SELECT
            or (action == sqlite.SQLITE_READ and (one or "").lower() in names)
            or (action == sqlite.SQLITE_FUNCTION and (two or "").lower() in FUNCTIONS)
        )
        return int(sqlite.SQLITE_OK if allowed else sqlite.SQLITE_DENY)

    return decide


def is_virtual(kind: object, root: object, text: object) -> bool:
    """Whether an entry of the schema is, or might be, a virtual table."""
    if kind != "table":
        return False
    return root in (0, None) or re.search(r"\bvirtual\b", str(text), re.IGNORECASE) is not None


def unreadable(position: str, error: BaseException) -> BadRecord:
    """What is said where SQLite gives up."""
    told = str(error) or f"more than {MEMORY_BYTES >> 20} MiB of memory would be needed"
    reason = f"SQLite cannot read on: {told}"
    return BadRecord(position=position, reason=reason, consequence="incomplete")


@contextmanager
def opened(stream: BinaryIO) -> Iterator[Database | BadRecord]:
    """The database in ``stream``, or why it cannot be opened.

    A stream that is no file of its own is copied to one first.
    """
    with on_disk(stream) as (path, size):
        connection = None
        try:
            connection = sqlite.connect(f"file:{path}?mode=ro&immutable=1", uri=True)
            database: Database | BadRecord = Database(connection, size)
        except FAULTS as error:
            database = unreadable("the schema", error)
        if isinstance(database, Database) and database.virtual:
            reason = "it holds a virtual table, which no hash set needs"
            database = BadRecord(position="the schema", reason=reason, consequence="refused")
        try:
            yield database
        finally:
            if connection is not None:
                connection.close()


@contextmanager
def on_disk(stream: BinaryIO) -> Iterator[tuple[str, int]]:
    """A path at which the stream's bytes can be opened, and their count."""
    size = stream.seek(0, 2)
    stream.seek(0)
    try:
        descriptor = stream.fileno()
    except OSError:
        with NamedTemporaryFile() as copy:
            shutil.copyfileobj(stream, copy)
            copy.flush()
            yield f"/proc/self/fd/{copy.fileno()}", size
    else:
        yield f"/proc/self/fd/{descriptor}", size


def unread_journal(stream: BinaryIO) -> BadRecord | None:
    """What is said where changes stand in a journal beside the file, which is never replayed."""
    name = getattr(stream, "name", None)
    if not isinstance(name, str):
        return None
    for ending in ("-wal", "-journal"):
        beside = Path(name + ending)
        if beside.is_file() and beside.stat().st_size:
            reason = f"changes in {beside.name} beside it were not read: close it in its own tool"
            return BadRecord(position="the file", reason=reason, consequence="incomplete")
    return None


def digits(value: object) -> str | None:
    """A digest's hex, whether it is stored as bytes or as text."""
    if value is None:
        return None
    return value.hex() if isinstance(value, bytes) else str(value)
