"""The only writer of an examination file.

Order of commits: a source's volumes and gaps with ``surveyed`` in one transaction; a volume's
entries in many, void until ``walked`` is set; a carved window's
entries with how far carving has come; an entry's observation, members, gaps and findings
together. Whatever is cut short is done again under the same ids, so that a resumed examination
ends as an uninterrupted one.
"""

import time
from collections.abc import Iterable, Sequence

import msgspec

from triage.crash import crash_point
from triage.exam.connection import Connection, ExamError, SQLiteError, cause, path_of
from triage.priority import position_of, tier_of
from triage.records import (
    Anything,
    Entry,
    Finding,
    Gap,
    Membership,
    Observation,
    Picture,
    SourceDigests,
    State,
    Volume,
)

COMMIT_SECONDS = 0.5
COMMIT_RECORDS = 2000
HURRY_SECONDS = 0.1
"""Between commits while findings come in, so that each is soon seen and none waits for the disk."""

READ = "NOT IN ('enumerate', 'carving')"
"""Stages of an entry's gaps that come from reading its content, not from listing it."""

FROM_CONTENT = " AND kind != 'block'"
"""Sets apart the findings that are not made by carving, and so are made again."""

_ENTRY = "INSERT OR REPLACE INTO entries VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
_COMMON = "file, generation, md5, sha1, sha256, mime, mismatch, hits"
_PICTURE = (
    "width, height, pdq, pdq_quality, phash, dhash, scale, doubt, trimmed_pdq, trimmed_quality,"
    " trimmed_phash, exif"
)
_OBSERVATION = f"INSERT OR REPLACE INTO observations ({_COMMON}) VALUES (?,?,?,?,?,?,?,?)"
_OF_A_PICTURE = (
    f"INSERT OR REPLACE INTO observations ({_COMMON}, {_PICTURE}) VALUES ({','.join('?' * 20)})"
)
_MEMBERSHIP = "INSERT OR REPLACE INTO memberships VALUES (?,?,?,?,?)"
_FINDING = (
    'INSERT OR REPLACE INTO findings (id, file, kind, severity, "set", set_version, record,'
    " category, label, algorithm, distance, transform, rule, offset, spans, explanation)"
    " VALUES (?,?,?,?,?,?,?,?,?,?,?,?,?,?,?,?)"
)
_GAP = "INSERT OR REPLACE INTO gaps VALUES (?,?,?,?,?,?,?,?,?,?)"


def _json(value: object) -> str | None:
    return msgspec.json.encode(value).decode() if value else None


class Writer:
    """Writes records in groups; ``flush`` makes all that was written durable."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._path = path_of(connection)
        self._open = False
        self._count = 0
        self._since = time.monotonic()
        self.generation = int(self.fact("generation") or 1)

    # transactions

    def _begin(self) -> None:
        if not self._open:
            self._run("BEGIN IMMEDIATE")
            self._open = True
            self._since = time.monotonic()

    def _run(self, statement: str, values: Sequence[object] = ()) -> None:
        try:
            try:
                self._connection.execute(statement, values)
            except (OverflowError, UnicodeEncodeError):
                self._connection.execute(statement, [_fitting(value) for value in values])
        except SQLiteError as error:
            problem = cause(error, self._path)
            raise ExamError(f"cannot write the examination file: {problem}") from None

    def flush(self) -> None:
        """Commit what was written so far."""
        if self._open:
            self._run("COMMIT")
            self._open = False
            self._count = 0
            crash_point("commit")

    def flush_if_due(self) -> None:
        """Commit if enough was written, or long enough ago."""
        old = time.monotonic() - self._since >= COMMIT_SECONDS
        if self._open and (old or self._count >= COMMIT_RECORDS):
            self.flush()

    def settle(self) -> None:
        """Bring what was committed into the one file; where somebody reads, as much as can be.

        Raises ``ExamError`` where there is no room for it.
        """
        self.flush()
        self._run("PRAGMA wal_checkpoint(PASSIVE)")

    def hurry(self) -> None:
        """Have what was just written committed within ``HURRY_SECONDS``: others wait to see it."""
        self._since = min(self._since, time.monotonic() - COMMIT_SECONDS + HURRY_SECONDS)

    def close(self) -> None:
        """Leave one file without sidecars.

        What was not flushed is rolled back: an interruption may have come between an entry's state
        and its findings, and half of them must never be kept.
        """
        try:
            if self._connection.in_transaction:
                self._connection.execute("ROLLBACK")
            self._connection.execute("PRAGMA journal_mode = DELETE")
        except SQLiteError:
            return  # a reader has it open; the next to close it last will tidy up
        finally:
            self._connection.close()

    # facts

    def fact(self, key: str) -> str | None:
        """A fact on the examination as a whole."""
        row = self._connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
        return str(row[0]) if row else None

    def set_fact(self, key: str, value: str) -> None:
        """Record a fact."""
        self._begin()
        self._run("INSERT OR REPLACE INTO facts VALUES (?, ?)", (key, value))

    def insert(self, table: str, values: Sequence[object]) -> None:
        """Add, or replace, one row of a small table."""
        self._begin()
        marks = ",".join("?" * len(values))
        self._run(f"INSERT OR REPLACE INTO {table} VALUES ({marks})", values)

    def update(self, statement: str, values: Sequence[object] = ()) -> None:
        """Change rows by a statement of the caller's."""
        self._begin()
        self._run(statement, values)

    # records

    def write(self, records: Iterable[Anything]) -> None:
        """Write records of any kind; a volume's come with ``write_volume``."""
        self._begin()
        for record in records:
            self._count += 1
            match record:
                case Entry():
                    self._run(_ENTRY, _entry_row(record))
                case Observation():
                    self._write_observation(record)
                case Gap():
                    self._run(_GAP, _gap_row(record))
                case Finding():
                    self._run(_FINDING, _finding_row(record))
                case Membership():
                    self._run(_MEMBERSHIP, _membership_row(record))
                case SourceDigests():
                    self._write_digests(record)
                case Volume():
                    raise ExamError("a volume needs a number: use write_volume")

    def write_volume(self, number: int, volume: Volume) -> None:
        """Write a volume under its number in the examination."""
        self.insert(
            "volumes",
            (
                number,
                volume.source,
                volume.ordinal,
                volume.kind,
                volume.offset,
                volume.length,
                volume.label,
                volume.block_size,
                0,
            ),
        )

    def _write_observation(self, record: Observation) -> None:
        # an attempt that was cut short may have left gaps that this one has not
        self._run(f"DELETE FROM gaps WHERE file = ? AND stage {READ}", (record.file,))
        row = _observation_row(record, self.generation)
        if record.picture is None:
            self._run(_OBSERVATION, row)
        else:
            self._run(_OF_A_PICTURE, (*row, *_picture_row(record.picture)))
        self._run(
            "UPDATE entries SET state = ?, reason = ? WHERE id = ?",
            (record.state, record.reason, record.file),
        )

    def _write_digests(self, record: SourceDigests) -> None:
        self._run(
            "UPDATE sources SET media_size = ?, md5 = ?, sha1 = ?, sha256 = ?, stored = ?"
            " WHERE number = ?",
            (
                record.size,
                record.md5,
                record.sha1,
                record.sha256,
                _json(record.stored),
                record.source,
            ),
        )

    def forget_volume(self, number: int) -> None:
        """Void a listing that was cut short, and what was examined of it meanwhile."""
        self._begin()
        within = "(SELECT id FROM entries WHERE volume = ?)"
        self._run(f"DELETE FROM unread WHERE task IN {within}", (number,))
        for table in ("findings", "memberships", "observations", "gaps"):
            self._run(f"DELETE FROM {table} WHERE file IN {within}", (number,))
        self._run("DELETE FROM entries WHERE volume = ?", (number,))
        self._run("DELETE FROM gaps WHERE volume = ? AND stage = 'enumerate'", (number,))
        self._run("UPDATE volumes SET walked = 0 WHERE number = ?", (number,))

    def forget_carved(self, number: int) -> None:
        """Void the entries of a volume of carved files, and all that was read from them."""
        self._begin()
        for table in ("findings", "memberships", "observations"):
            self._run(
                f"DELETE FROM {table} WHERE file IN (SELECT id FROM entries WHERE volume = ?)",
                (number,),
            )
        self._run("DELETE FROM entries WHERE volume = ?", (number,))
        self._run("DELETE FROM gaps WHERE volume = ?", (number,))

    def forget_matches(self, file: str) -> None:
        """Void the findings and memberships of one file, before it is matched again."""
        self._begin()
        self._run(f"DELETE FROM findings WHERE file = ?{FROM_CONTENT}", (file,))
        self._run("DELETE FROM memberships WHERE file = ?", (file,))

    def matched(self, file: str) -> None:
        """Note that a file was matched under the sets and rules now pinned."""
        self._run("UPDATE observations SET generation = ? WHERE file = ?", (self.generation, file))

    def forget_entry(self, identifier: str) -> None:
        """Void all that was read from the content of an entry that lies in no other."""
        self._begin()
        within = (
            "WITH RECURSIVE within (id) AS (VALUES (?) UNION ALL"
            " SELECT e.id FROM entries e JOIN within w ON e.parent = w.id) "
        )
        for table in ("findings", "memberships", "observations"):
            kept = FROM_CONTENT if table == "findings" else ""
            self._run(f"{within} DELETE FROM {table} WHERE file IN within{kept}", (identifier,))
        self._run(
            f"{within} DELETE FROM gaps WHERE stage {READ} AND file IN within",
            (identifier,),
        )
        self._run(
            f"{within} DELETE FROM entries WHERE origin = 'member' AND id IN within",
            (identifier,),
        )
        self._run(
            "UPDATE entries SET state = ?,"
            " reason = (SELECT g.reason FROM gaps g WHERE g.file = entries.id) WHERE id = ?",
            (State.PENDING, identifier),
        )

    def forget_digest(self, source: int) -> None:
        """Void the digest of a source, and what was said of it."""
        self._begin()
        nothing = ", ".join(f"{name} = NULL" for name in ("media_size", "md5", "sha1", "sha256"))
        self._run(f"UPDATE sources SET {nothing}, stored = NULL WHERE number = ?", (source,))
        self._run("DELETE FROM gaps WHERE source = ? AND stage = 'source digest'", (source,))

    def next_generation(self) -> None:
        """From here on, other sets or rules are pinned."""
        self.generation += 1
        self.set_fact("generation", str(self.generation))

    def forget_examination(self) -> None:
        """Void all that was read from content, keeping what was listed."""
        self._begin()
        self._run(f"DELETE FROM findings WHERE true{FROM_CONTENT}")
        self._run("DELETE FROM memberships")
        self._run(
            f"DELETE FROM gaps WHERE stage {READ} AND file IN (SELECT file FROM observations)"
        )
        self._run("DELETE FROM entries WHERE origin = 'member'")
        self._run(
            "UPDATE entries SET state = ?,"
            " reason = (SELECT g.reason FROM gaps g WHERE g.file = entries.id)"
            " WHERE id IN (SELECT file FROM observations)",
            (State.PENDING,),
        )
        self._run("DELETE FROM observations")


def _storable(number: int | None) -> int | None:
    """Null for what a damaged file system says and SQLite cannot hold (64 bits, signed)."""
    return number if number is None or -(2**63) <= number < 2**63 else None


def _fitting(value: object) -> object:
    """The value as SQLite can hold it: no number beyond 64 bits, no text that is not Unicode."""
    if isinstance(value, str):
        return value.encode("utf-8", "backslashreplace").decode()
    return _storable(value) if isinstance(value, int) else value


def _entry_row(entry: Entry) -> tuple[object, ...]:
    return (
        entry.id,
        entry.source,
        entry.volume,
        entry.parent,
        entry.origin,
        entry.kind,
        entry.path,
        entry.inode,
        entry.ordinal,
        entry.allocated,
        _storable(entry.size),
        _json([name.decode("latin-1") for name in entry.names]),
        _json(entry.runs),
        _storable(entry.modified),
        _storable(entry.accessed),
        _storable(entry.changed),
        _storable(entry.created),
        entry.clock,
        entry.state,
        entry.reason,
        tier_of(entry),
        _storable(position_of(entry)) or 0,
    )


def _observation_row(record: Observation, generation: int) -> tuple[object, ...]:
    digests, kind = record.digests, record.type
    return (
        record.file,
        generation,
        digests.md5 if digests else None,
        digests.sha1 if digests else None,
        digests.sha256 if digests else None,
        kind.mime if kind else None,
        kind.mismatch if kind else None,
        _json(record.hits),
    )


def _picture_row(picture: Picture) -> tuple[object, ...]:
    inner = picture.trimmed
    return (
        picture.width,
        picture.height,
        picture.pdq,
        picture.pdq_quality,
        picture.phash,
        picture.dhash,
        picture.scale,
        picture.doubt,
        inner.pdq if inner else None,
        inner.pdq_quality if inner else None,
        inner.phash if inner else None,
        _json(picture.exif),
    )


def _gap_row(gap: Gap) -> tuple[object, ...]:
    return (
        gap.id,
        gap.source,
        gap.volume,
        gap.file,
        gap.path,
        gap.offset,
        gap.length,
        gap.stage,
        gap.reason,
        gap.detail,
    )


def _finding_row(finding: Finding) -> tuple[object, ...]:
    return (
        finding.id,
        finding.file,
        finding.kind,
        finding.severity,
        finding.set,
        finding.set_version,
        finding.record,
        finding.category,
        finding.label,
        finding.algorithm,
        finding.distance,
        finding.transform,
        finding.rule,
        finding.offset,
        _json(finding.spans),
        finding.explanation,
    )


def _membership_row(record: Membership) -> tuple[object, ...]:
    return (record.file, record.set, record.set_version, record.disposition, record.record)
