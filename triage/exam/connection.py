"""Opening an examination file: one writer, any number of readers, a SQLite known to be sound."""

import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from pysqlite3 import dbapi2 as sqlite

from keywords.records import Severity
from skerry import SkerryError
from triage.exam.schema import APPLICATION_ID, FORMAT, TABLES
from triage.reasons import Reason
from triage.records import Clock, Kind, Origin, State

Connection = Any
"""A ``pysqlite3`` connection (the package carries no types)."""

SQLiteError = sqlite.Error

# for each value without an adapter pysqlite raises, words and drops an exception: a microsecond
sqlite.register_adapter(bytes, bytes)
sqlite.register_adapter(type(None), {}.get)
for _word in (Clock, Kind, Origin, Reason, Severity, State):
    sqlite.register_adapter(_word, str)


class ExamError(SkerryError):
    """The examination file cannot be used as asked."""


def sqlite_release() -> tuple[int, ...]:
    """The version of SQLite in use."""
    return tuple(int(part) for part in sqlite.sqlite_version.split("."))


def is_sound(release: tuple[int, ...]) -> bool:
    """Whether this SQLite is free of the WAL-reset bug of 3.7.0 to 3.51.2.

    Fixed in 3.51.3, and in 3.44.6 and 3.50.7 of the older branches (sqlite.org/wal.html).
    """
    if release[:2] in {(3, 44), (3, 50)}:
        return release >= ((3, 44, 6) if release[:2] == (3, 44) else (3, 50, 7))
    return release < (3, 7, 0) or release >= (3, 51, 3)


@contextmanager
def reading_errors(path: Path) -> Iterator[None]:
    """Around reading: damage that shows only in the middle of a file is one clear line too."""
    try:
        yield
    except SQLiteError as error:
        raise ExamError(f"cannot read the examination file {path}: {error}") from None


FULL = "the disk is full; make room, and the same command goes on"

_ROOM = 1 << 20
"""Bytes: with less left on its disk, an error of reading or writing is taken for want of room."""


def cause(error: Exception, path: Path) -> str:
    """What to tell of an error on the examination file at ``path``.

    SQLite speaks of the disk's input and output where a file beside its own could not grow.
    """
    name = getattr(error, "sqlite_errorname", "")
    if name == "SQLITE_FULL" or (name.startswith("SQLITE_IOERR") and _is_full(path.parent)):
        return FULL
    return str(error)


def path_of(connection: Connection) -> Path:
    """Where an open examination file is."""
    query = "SELECT CAST(file AS BLOB) FROM pragma_database_list WHERE name = 'main'"
    return Path(os.fsdecode(connection.execute(query).fetchone()[0]))


def _is_full(folder: Path) -> bool:
    try:
        found = os.statvfs(folder)
    except OSError:
        return False
    return found.f_bavail * found.f_frsize < _ROOM


LOOK_SECONDS = 0.5
"""How long ``is_being_written`` may keep a writer waiting at most."""


class Lock:
    """The right to write one examination file, held until closed or until the process ends."""

    def __init__(self, exam: Path) -> None:
        path = exam.with_name(exam.name + ".lock")
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ExamError(f"cannot write beside {exam}: {error.strerror}") from None
        self._path = path
        if not self._taken():
            os.close(self._descriptor)
            raise ExamError(f"{exam} is being written by another run")
        if not self._still_there():
            os.close(self._descriptor)
            raise ExamError(f"{exam} was being finished by another run; try again")

    def _taken(self) -> bool:
        """Whether the lock was to be had: one who only looks holds it for a moment too."""
        until = time.monotonic() + LOOK_SECONDS
        while True:
            try:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                if time.monotonic() >= until:
                    return False
                time.sleep(0.01)
            else:
                return True

    def _still_there(self) -> bool:
        try:
            return self._path.stat().st_ino == os.fstat(self._descriptor).st_ino
        except FileNotFoundError:
            return False

    def close(self) -> None:
        """Give the right up."""
        self._path.unlink(missing_ok=True)
        os.close(self._descriptor)


def has_log(exam: Path) -> bool:
    """Whether a log stands beside the file, so that the file alone may lack what is in it."""
    return exam.with_name(exam.name + "-wal").exists()


def is_being_written(exam: Path) -> bool:
    """Whether a run holds the right to write this examination file."""
    try:
        descriptor = os.open(exam.with_name(exam.name + ".lock"), os.O_RDONLY | os.O_CLOEXEC)
    except OSError:
        return False
    try:
        fcntl.flock(descriptor, fcntl.LOCK_SH | fcntl.LOCK_NB)
    except BlockingIOError:
        return True
    finally:
        os.close(descriptor)
    return False


def create(path: Path) -> Connection:
    """A new, empty examination file. Raises ``ExamError`` where it cannot be made.

    The tables and the application id appear in one transaction, so that a file torn at birth is
    seen as empty and made anew.
    """
    connection = _connect(path, "rwc")
    try:
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("BEGIN IMMEDIATE")
        for statement in TABLES.split(";"):
            connection.execute(statement)
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute(f"PRAGMA user_version = {FORMAT}")
        connection.execute("COMMIT")
    except SQLiteError as error:
        problem = cause(error, path)
        raise ExamError(f"cannot create the examination file {path}: {problem}") from None
    return connection


def open_for_writing(path: Path) -> Connection:
    """An existing examination file. Raises ``ExamError`` where it is not one."""
    connection = _connect(path, "rw")
    _check(connection, path)
    return connection


def open_for_reading(path: Path) -> Connection:
    """An examination file that is only looked at, finished or still being written."""
    if not path.is_file():
        raise ExamError(f"no such examination file: {path}")
    connection = _connect(path, "ro")
    _check(connection, path)
    return connection


def exists(path: Path) -> bool:
    """Whether there is an examination file with tables in it at ``path``.

    Raises ``ExamError`` where something else is there.
    """
    if path.exists() and not path.is_file():
        raise ExamError(f"{path} is not a file, so no examination can be kept there")
    if not path.exists() or path.stat().st_size == 0:
        return False
    connection = _connect(path, "ro")
    try:
        return bool(_pragma(connection, path, "application_id") or _has_tables(connection))
    finally:
        connection.close()


def _has_tables(connection: Connection) -> bool:
    return bool(connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0])


def _connect(path: Path, mode: str) -> Connection:
    uri = f"file:{_quoted(path.absolute())}?mode={mode}"
    try:
        connection = sqlite.connect(uri, uri=True, isolation_level=None, timeout=30.0)
        connection.execute("PRAGMA foreign_keys = OFF")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA trusted_schema = OFF")
        connection.execute("PRAGMA mmap_size = 0")
        connection.execute("PRAGMA temp_store = MEMORY")
        connection.execute("PRAGMA cache_size = -32768")
    except SQLiteError as error:
        if "not a database" in str(error):
            raise ExamError(f"{path} is not an examination file") from None
        problem = cause(error, path)
        raise ExamError(f"cannot open the examination file {path}: {problem}") from None
    return connection


def _quoted(path: Path) -> str:
    return str(path).replace("%", "%25").replace("?", "%3f").replace("#", "%23")


def _pragma(connection: Connection, path: Path, name: str) -> int:
    try:
        return int(connection.execute(f"PRAGMA {name}").fetchone()[0])
    except SQLiteError as error:
        raise ExamError(f"{path} is not an examination file: {error}") from None


def _check(connection: Connection, path: Path) -> None:
    if _pragma(connection, path, "application_id") != APPLICATION_ID:
        raise ExamError(f"{path} is not an examination file")
    found = _pragma(connection, path, "user_version")
    if found != FORMAT:
        raise ExamError(f"{path} is of format {found}; this Skerry reads format {FORMAT}")
