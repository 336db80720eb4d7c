"""Writing Autopsy's ``.kdb``, which ``hfind`` looks up too; its layout is told in ``autopsy``."""

from collections.abc import Iterable
from contextlib import closing
from pathlib import Path
from typing import Any

import msgspec
from pysqlite3 import dbapi2 as sqlite

from hashsets.records import Algorithm, HashRecord, HashSetError

Connection = Any
"""A ``pysqlite3`` connection (the package carries no types)."""

TABLES = (
    "CREATE TABLE db_properties (name TEXT NOT NULL, value TEXT)",
    "INSERT INTO db_properties (name, value) VALUES ('Schema Version', '1')",
    "CREATE TABLE hashes (id INTEGER PRIMARY KEY AUTOINCREMENT, md5 BINARY(16) UNIQUE,"
    " sha1 BINARY(20), sha2_256 BINARY(32))",
    "CREATE TABLE file_names (name TEXT NOT NULL, hash_id INTEGER NOT NULL,"
    " PRIMARY KEY(name, hash_id))",
    "CREATE TABLE comments (comment TEXT NOT NULL, hash_id INTEGER NOT NULL,"
    " PRIMARY KEY(comment, hash_id))",
)
INDEX = "CREATE INDEX md5_index ON hashes(md5)"
ADD_HASH = (
    "INSERT INTO hashes (md5, sha1, sha2_256) VALUES (?, ?, ?) ON CONFLICT (md5) DO UPDATE"
    " SET sha1 = coalesce(sha1, excluded.sha1), sha2_256 = coalesce(sha2_256, excluded.sha2_256)"
    " RETURNING id"
)
ADD_COMMENT = "INSERT OR IGNORE INTO comments (comment, hash_id) VALUES (?, ?)"


class Written(msgspec.Struct, frozen=True, kw_only=True):
    """How an export added up.

    ``records`` were written, as ``hashes`` different MD5s; records ``without_md5`` were left out,
    since Autopsy and ``hfind`` look up nothing else.
    """

    records: int
    hashes: int
    without_md5: int


def write_kdb(path: Path, records: Iterable[HashRecord]) -> Written:
    """Write the records to a new file, which appears only once it is whole.

    Each record's series, category and label become one comment. Raises ``HashSetError`` where the
    file exists or cannot be written.
    """
    if path.exists():
        raise HashSetError(f"{path.name} exists already; name another file")
    part = path.with_name(path.name + ".part")
    try:
        part.open("xb").close()
    except OSError as error:
        raise HashSetError(f"cannot write {part.name}: {error.strerror}") from error
    try:
        written = fill(part, records)
        part.rename(path)
    except (sqlite.Error, OSError) as error:
        raise HashSetError(f"cannot write {path.name}: {error}") from error
    finally:
        part.unlink(missing_ok=True)
    return written


def fill(path: Path, records: Iterable[HashRecord]) -> Written:
    """Write the tables into an empty file, in one transaction."""
    with closing(sqlite.connect(str(path), isolation_level=None)) as connection:
        connection.execute("BEGIN")
        for statement in TABLES:
            connection.execute(statement)
        count = left_out = 0
        for record in records:
            added = add(connection, record)
            count += added
            left_out += not added
        connection.execute(INDEX)
        (hashes,) = connection.execute("SELECT count(*) FROM hashes").fetchone()
        connection.execute("COMMIT")
    return Written(records=count, hashes=hashes, without_md5=left_out)


def add(connection: Connection, record: HashRecord) -> bool:
    """Write one record under each of its MD5s; false where it has none.

    Its other digests go with them only where there is one of each, so that none is taken for
    another file's.
    """
    md5s, sha1s, sha256s = (
        [digest for algorithm, digest in record.digests if algorithm is wanted]
        for wanted in (Algorithm.MD5, Algorithm.SHA1, Algorithm.SHA256)
    )
    others = [None if len(md5s) > 1 or len(found) != 1 else found[0] for found in (sha1s, sha256s)]
    for md5 in md5s:
        ((number,),) = connection.execute(ADD_HASH, (md5, *others)).fetchall()
        if comment := comment_of(record):
            connection.execute(ADD_COMMENT, (comment, number))
    return bool(md5s)


def comment_of(record: HashRecord) -> str:
    """What Autopsy shows beside a hit; blank where the record says nothing of itself."""
    category = None if record.category is None else f"category {record.category}"
    words = [record.label, category, record.series and f"series {record.series}"]
    text = "; ".join(word for word in words if word)
    return text.encode("utf-8", "replace").decode()
