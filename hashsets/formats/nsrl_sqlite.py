"""The NSRL's RDS version 3: SQLite files with SHA-256, SHA-1 and MD5 of each known file.

Layout (NIST, RDSv3 schema): ``FILE(sha256, sha1, md5, crc32, file_name, file_size, package_id)``,
hex in capitals. In the full builds FILE is a view over other tables, so that row ids mean nothing,
and a file stands in it once for each package. Rows of the same digests become one record: all of
them where the primary key gives them in that order, those next to each other where FILE is a view,
whose hundreds of millions of rows cannot be sorted in bounded memory.
"""

from typing import BinaryIO

from hashsets.formats import autopsy
from hashsets.formats.base import Read
from hashsets.formats.hostile_sqlite import (
    MAGIC,
    Database,
    Row,
    Rows,
    digits,
    opened,
    unread_journal,
)
from hashsets.formats.named_digests import record_of
from hashsets.formats.values import compact_json, whole_number
from hashsets.records import Algorithm, BadRecord

name = "nsrl-sqlite"
carries_verdicts = False
lists_reported = False

GROUPED = (
    "SELECT sha256, sha1, md5, min(file_size), min(substr(file_name, 1, 1024)), count(*)"
    " FROM FILE GROUP BY sha256, sha1, md5"
)
EACH = "SELECT sha256, sha1, md5, file_size, substr(file_name, 1, 1024), 1 FROM FILE"


def sniff(head: bytes) -> bool:
    """A SQLite file that is not Autopsy's.

    The names of its tables may stand further on than a head reaches.
    """
    return head.startswith(MAGIC) and not autopsy.sniff(head)


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:  # noqa: ARG001
    """A record for each different file, with its first name and how many packages hold it."""
    with opened(stream) as database:
        if isinstance(database, BadRecord):
            yield database
            return
        if "file" not in database.names:
            reason = "no RDSv3 database: it has neither a table nor a view FILE"
            if database.names >= autopsy.NEEDED:
                reason += f"; read it as {autopsy.name}"
            yield BadRecord(position="the schema", reason=reason, consequence="refused")
            return
        if journal := unread_journal(stream):
            yield journal
        for number, row in enumerate(files(database), 1):
            if isinstance(row, BadRecord):
                yield row
            else:
                yield from record(f"file {number}", row)


def files(database: Database) -> Rows:
    """Digests, size, name and count of each file."""
    plan = list(database.rows(f"EXPLAIN QUERY PLAN {GROUPED}"))
    if any(isinstance(step, BadRecord) or "TEMP B-TREE" in str(step[-1]) for step in plan):
        return run_together(database.rows(EACH))
    return database.rows(GROUPED)


def run_together(rows: Rows) -> Rows:
    """One row for those of the same digests that follow each other, with their count."""
    last: Row | None = None
    for row in rows:
        if last is not None and not isinstance(row, BadRecord) and row[:3] == last[:3]:
            last = (*last[:5], last[5] + 1)
            continue
        if last is not None:
            yield last
        last = None if isinstance(row, BadRecord) else row
        if isinstance(row, BadRecord):
            yield row
    if last is not None:
        yield last


def record(position: str, row: Row) -> Read:
    """The record of one group of rows."""
    sha256, sha1, md5, written, file_name, count = row
    size = whole_number(written)
    written_digests = [
        (Algorithm.SHA256, digits(sha256)),
        (Algorithm.SHA1, digits(sha1)),
        (Algorithm.MD5, digits(md5)),
    ]
    raw = compact_json({"file_name": str(file_name), "rows": count})
    yield from record_of(position, written_digests, size if isinstance(size, int) else None, raw)
