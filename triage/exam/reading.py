"""Reading an examination file: entries to do, and the rows that listings and reports print."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import msgspec

from triage.exam.connection import Connection
from triage.inspectors.rule_engine import EngineName
from triage.reasons import Reason
from triage.records import (
    Clock,
    Digests,
    Entry,
    FileType,
    Kind,
    Observation,
    Origin,
    Picture,
    RuleHit,
    State,
    Trimmed,
    Volume,
)


class SourceRow(NamedTuple):
    """A source as recorded. ``location`` is a host path: printed nowhere but to its owner."""

    number: int
    label: str
    kind: str
    location: str
    size: int | None
    segments: int
    fingerprint: str
    surveyed: int
    media_size: int | None
    md5: str | None
    sha1: str | None
    sha256: str | None
    stored: str | None


class SetRow(NamedTuple):
    """A hash set pinned in the examination."""

    name: str
    version: str
    disposition: str
    digest: str
    entries: str
    not_computable: str
    cautions: str


class CarvingRow(NamedTuple):
    """How far a source was carved.

    Files that begin before ``reached`` are in; ``whole`` and ``fragment`` are what they claim.
    ``superseded`` holds, as JSON, the gaps that stood for the space before it was carved.
    """

    source: int
    volume: int
    reached: int
    whole: int
    fragment: int
    superseded: str


class RunRow(NamedTuple):
    """One run of the examination."""

    number: int
    started: str
    ended: str | None
    outcome: str | None
    who: str
    host: str
    command: str
    tools: str


def fact(connection: Connection, key: str) -> str | None:
    """A fact on the examination as a whole."""
    row = connection.execute("SELECT value FROM facts WHERE key = ?", (key,)).fetchone()
    return str(row[0]) if row else None


def sources(connection: Connection) -> list[SourceRow]:
    """All sources, in order."""
    rows = connection.execute("SELECT * FROM sources ORDER BY number")
    return [SourceRow(*row) for row in rows]


def sets(connection: Connection) -> list[SetRow]:
    """The pinned hash sets."""
    return [SetRow(*row) for row in connection.execute("SELECT * FROM sets ORDER BY name, version")]


def rules(connection: Connection) -> list[tuple[str, str, str | None]]:
    """The pinned rule files: name, SHA-256, and why one did not compile."""
    return [tuple(row) for row in connection.execute("SELECT * FROM rules ORDER BY name")]


def rule_engine(connection: Connection) -> EngineName | None:
    """The pinned engine; examinations that name none were made when there was but one."""
    named = fact(connection, "engine")
    if named is None:
        return EngineName.YARA_PYTHON if rules(connection) else None
    return EngineName(named) if named else None


def refused_rules(connection: Connection) -> list[tuple[str, str, str]]:
    """Rules that the engine leaves out of files that it runs: file, rule and why."""
    found: list[tuple[str, str, str]] = _triples.decode(fact(connection, "refused") or "[]")
    return found


def carved_formats(connection: Connection) -> tuple[str, ...]:
    """The pinned formats to be carved."""
    return tuple((fact(connection, "carve") or "").split(",")) if fact(connection, "carve") else ()


def blocks(connection: Connection) -> list[tuple[str, str, str]]:
    """The pinned sets of blocks: name, version and digest."""
    found: list[tuple[str, str, str]] = _triples.decode(fact(connection, "blocks") or "[]")
    return found


def carving(connection: Connection) -> dict[int, CarvingRow]:
    """How far carving has come, by source."""
    rows = connection.execute("SELECT * FROM carving ORDER BY source")
    return {row[0]: CarvingRow(*row) for row in rows}


def unread(connection: Connection) -> list[str]:
    """Keys of the tasks that the storage of the evidence failed."""
    return [row[0] for row in connection.execute("SELECT task FROM unread ORDER BY task")]


def runs(connection: Connection) -> list[RunRow]:
    """All runs, in order."""
    return [RunRow(*row) for row in connection.execute("SELECT * FROM runs ORDER BY number")]


def volumes(connection: Connection) -> dict[int, tuple[Volume, bool]]:
    """Volumes by number, and whether each has been listed to its end."""
    rows = connection.execute(
        "SELECT number, source, ordinal, kind, offset, length, label, block_size, walked"
        " FROM volumes ORDER BY number"
    )
    return {
        row[0]: (
            Volume(
                source=row[1],
                ordinal=row[2],
                kind=row[3],
                offset=row[4],
                length=row[5],
                label=row[6],
                block_size=row[7],
            ),
            bool(row[8]),
        )
        for row in rows
    }


UNLISTED = (
    "NOT v.walked AND NOT EXISTS (SELECT 1 FROM gaps WHERE gaps.volume = v.number"
    " AND gaps.file IS NULL AND gaps.stage = 'enumerate' AND gaps.reason = 'deadline')"
)
"""Sets apart volumes (``v``) not listed to their end of which no stored gap says so."""

_ENTRY_COLUMNS = (
    "id, source, volume, parent, origin, kind, path, inode, ordinal, allocated, size, names, runs,"
    " modified, accessed, changed, created, clock, state, reason"
)
_ENTRY_NAMES = tuple(_ENTRY_COLUMNS.split(", "))
_runs = msgspec.json.Decoder(tuple[tuple[int, int], ...])
_triples = msgspec.json.Decoder(list[tuple[str, str, str]])
_names = msgspec.json.Decoder(list[str])
_hits = msgspec.json.Decoder(tuple[RuleHit, ...])
_exif = msgspec.json.Decoder(dict[str, str])


def names_of(column: str | None) -> tuple[bytes, ...]:
    """The raw paths in the ``names`` column."""
    return tuple(name.encode("latin-1") for name in _names.decode(column)) if column else ()


def entry_of(row: Sequence[Any]) -> Entry:
    """The entry in a row of ``_ENTRY_COLUMNS``."""
    values = dict(zip(_ENTRY_NAMES, row, strict=True))
    values.update(
        path=bytes(values["path"]),
        names=names_of(values["names"]),
        runs=_runs.decode(values["runs"]) if values["runs"] else None,
        allocated=_flag(values["allocated"]),
        origin=Origin(values["origin"]),
        kind=Kind(values["kind"]),
        clock=Clock(values["clock"]),
        state=State(values["state"]),
        reason=Reason(values["reason"]) if values["reason"] else None,
    )
    return Entry(**values)


def pending(connection: Connection, batch: int = 500) -> Iterator[Entry]:
    """Entries still to be examined, a person's media first, then in disk order.

    Members are left out: they are examined with the archive that holds them.
    """
    key: tuple[int, int, str] = (-1, -1, "")
    while True:
        rows = connection.execute(
            f"SELECT tier, position, {_ENTRY_COLUMNS} FROM entries WHERE state = 'pending'"
            " AND parent IS NULL AND (tier, position, id) > (?, ?, ?)"
            " ORDER BY tier, position, id LIMIT ?",
            (*key, batch),
        ).fetchall()
        for row in rows:
            yield entry_of(row[2:])
        if len(rows) < batch:
            return
        key = (rows[-1][0], rows[-1][1], rows[-1][2])


def entry(connection: Connection, identifier: str) -> Entry | None:
    """One entry, by its id."""
    row = connection.execute(
        f"SELECT {_ENTRY_COLUMNS} FROM entries WHERE id = ?", (identifier,)
    ).fetchone()
    return entry_of(row) if row else None


def pending_within(connection: Connection, identifier: str) -> list[Entry]:
    """The members of an archive, at any depth, that are still to be examined, by id."""
    rows = connection.execute(
        "WITH RECURSIVE within (id) AS (SELECT id FROM entries WHERE parent = ?"
        " UNION ALL SELECT e.id FROM entries e JOIN within w ON e.parent = w.id)"
        f" SELECT {_ENTRY_COLUMNS} FROM entries"
        " WHERE state = 'pending' AND id IN within ORDER BY id",
        (identifier,),
    )
    return [entry_of(row) for row in rows]


def outermost(connection: Connection, identifier: str) -> str:
    """The entry that an entry lies in, however deep, or itself where it lies in none."""
    row = connection.execute(
        "WITH RECURSIVE around (id, parent) AS (SELECT id, parent FROM entries WHERE id = ?"
        " UNION ALL SELECT e.id, e.parent FROM entries e JOIN around a ON e.id = a.parent)"
        " SELECT id FROM around WHERE parent IS NULL",
        (identifier,),
    ).fetchone()
    return str(row[0])


def observations(connection: Connection, before: int, batch: int = 500) -> Iterator[Observation]:
    """Observations whose findings are older than generation ``before``, by file."""
    last = ""
    while True:
        rows = connection.execute(
            "SELECT file, md5, sha1, sha256, mime, mismatch, width, height, pdq, pdq_quality,"
            " phash, dhash, scale, doubt, trimmed_pdq, trimmed_quality, trimmed_phash, exif, hits"
            " FROM observations"
            " WHERE generation < ? AND file > ? ORDER BY file LIMIT ?",
            (before, last, batch),
        ).fetchall()
        for row in rows:
            yield _observation_of(row)
        if len(rows) < batch:
            return
        last = rows[-1][0]


def _flag(column: int | None) -> bool | None:
    return None if column is None else bool(column)


def _observation_of(row: Sequence[Any]) -> Observation:
    file, md5, sha1, sha256, mime, mismatch, width, height, pdq, quality, *rest = row
    phash, dhash, scale, doubt, inner_pdq, inner_quality, inner_phash, exif, hits = rest
    inner = (
        Trimmed(pdq=inner_pdq, pdq_quality=inner_quality, phash=inner_phash) if inner_pdq else None
    )
    digests = Digests(md5=md5, sha1=sha1, sha256=sha256) if md5 else None
    picture = (
        Picture(
            width=width,
            height=height,
            pdq=pdq,
            pdq_quality=quality,
            phash=phash,
            dhash=dhash,
            scale=scale,
            doubt=doubt,
            trimmed=inner,
            exif=_exif.decode(exif) if exif else {},
        )
        if width is not None
        else None
    )
    return Observation(
        file=file,
        state=State.DONE,
        digests=digests,
        type=FileType(mime=mime, mismatch=_flag(mismatch)) if mime else None,
        picture=picture,
        hits=_hits.decode(hits) if hits else (),
    )


def to_do(connection: Connection) -> tuple[int, int]:
    """How many entries are still to be examined, and how many bytes they hold."""
    row = connection.execute(
        "SELECT count(*), total(size) FROM entries WHERE state = 'pending' AND parent IS NULL"
    ).fetchone()
    return int(row[0]), int(row[1])


def matched_before(connection: Connection, generation: int) -> int:
    """How many observations were last matched before ``generation``."""
    row = connection.execute(
        "SELECT count(*) FROM observations WHERE generation < ?", (generation,)
    ).fetchone()
    return int(row[0])
