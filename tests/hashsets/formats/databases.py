"""SQLite files for the tests of what reads them."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path

from pysqlite3 import dbapi2 as sqlite

from hashsets.formats.base import Format
from hashsets.records import BadRecord, HashRecord


def database(path: Path, script: str, rows: Iterable[tuple[str, tuple[object, ...]]] = ()) -> Path:
    """A new database: the script is run, then each statement with its values."""
    with closing(sqlite.connect(str(path))) as connection:
        connection.executescript(script)
        for statement, values in rows:
            connection.execute(statement, values)
        connection.commit()
    return path


def read_file(importer: Format, path: Path) -> tuple[list[HashRecord], list[BadRecord]]:
    """The usable records of a file and the bad ones."""
    with path.open("rb") as stream:
        found = list(importer.read(stream, None))
    bad = [record for record in found if isinstance(record, BadRecord)]
    return [record for record in found if isinstance(record, HashRecord)], bad
