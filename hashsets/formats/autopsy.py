"""Autopsy's ``.kdb`` hash databases, which The Sleuth Kit's ``hfind`` makes and reads too.

SQLite, as ``tsk/hashdb/sqlite_hdb.cpp`` creates it: ``hashes(id, md5, sha1, sha2_256)`` with the
digests as BLOBs, ``file_names(name, hash_id)``, ``comments(comment, hash_id)`` and
``db_properties(name, value)``.
"""

from typing import BinaryIO

import msgspec

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
from hashsets.formats.values import compact_json
from hashsets.records import Algorithm, BadRecord

name = "autopsy"
carries_verdicts = False
lists_reported = False

NEEDED = frozenset(("db_properties", "hashes"))
NOTE_CHARACTERS = 1024
NOTES_OF_ONE = 100
"""How many names, and how many comments, are kept of one hash."""


def sniff(head: bytes) -> bool:
    """A SQLite file in whose beginning both tables' names stand."""
    return head.startswith(MAGIC) and all(table.encode() in head for table in NEEDED)


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:  # noqa: ARG001
    """A record for each row of ``hashes``; its first comment is its label."""
    with opened(stream) as database:
        if isinstance(database, BadRecord):
            yield database
        elif not database.names >= NEEDED:
            reason = "no Autopsy hash database: it lacks the tables db_properties and hashes"
            yield BadRecord(position="the schema", reason=reason, consequence="refused")
        else:
            if journal := unread_journal(stream):
                yield journal
            yield from records(database)


def records(database: Database) -> Read:
    """The rows, each with the names and comments that two more queries give in the same order."""
    names = Notes(notes_in(database, "file_names", "name"))
    comments = Notes(notes_in(database, "comments", "comment"))
    for row in database.rows("SELECT id, md5, sha1, sha2_256 FROM hashes ORDER BY id"):
        if isinstance(row, BadRecord):
            yield row
        else:
            yield from record(row, names.of(row[0]), comments.of(row[0]))
    yield from (notes.fault for notes in (names, comments) if notes.fault)


def notes_in(database: Database, table: str, column: str) -> Rows:
    """The notes of a table, by the hash they belong to."""
    if table not in database.names:
        return iter(())
    return database.rows(
        f"SELECT hash_id, substr({column}, 1, {NOTE_CHARACTERS}) FROM {table}"
        " WHERE typeof(hash_id) = 'integer' ORDER BY hash_id, 2"
    )


class Notes:
    """Notes in the order of their hashes, asked for in that order."""

    def __init__(self, rows: Rows) -> None:
        self._rows = rows
        self._row: Row | None = None
        self.fault: BadRecord | None = None
        self._advance()

    def _advance(self) -> None:
        row = next(self._rows, None)
        if isinstance(row, BadRecord):
            # Without its names and comments every hash is still there to be matched.
            self.fault = msgspec.structs.replace(row, consequence="skipped")
            row = None
        self._row = row

    def of(self, number: object) -> list[str]:
        """The notes of the hash of this id, at most NOTES_OF_ONE."""
        kept: list[str] = []
        while isinstance(number, int) and self._row is not None and self._row[0] <= number:
            if self._row[0] == number and len(kept) < NOTES_OF_ONE:
                kept.append(str(self._row[1]))
            self._advance()
        return kept


def record(row: Row, names: list[str], comments: list[str]) -> Read:
    """The record of one row."""
    number, md5, sha1, sha256 = row
    written = [
        (Algorithm.MD5, digits(md5)),
        (Algorithm.SHA1, digits(sha1)),
        (Algorithm.SHA256, digits(sha256)),
    ]
    notes = {"names": names, "comments": comments}
    kept = {title: texts for title, texts in notes.items() if texts}
    raw = compact_json(kept) if kept else None
    label = comments[0] if comments else None
    yield from record_of(f"hashes {number!s:.40}", written, raw=raw, label=label)
