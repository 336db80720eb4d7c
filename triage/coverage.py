"""How far an examination went, in figures: what was examined, what was not, and against what."""

import json
from collections.abc import Callable, Iterable
from typing import NamedTuple

import msgspec

from hashsets.chance import expected_chance_hits
from hashsets.framed import CERTAIN_PHASH
from keywords.records import Severity
from triage.authority import Authority
from triage.exam import reading
from triage.exam.connection import Connection, ExamError
from triage.figures import (
    Content,
    Coverage,
    GapFigure,
    Pictures,
    RuleCoverage,
    SetCoverage,
    SourceCoverage,
    Tally,
    VolumeCoverage,
)
from triage.listing import Line
from triage.matching import MINIMUM_QUALITY
from triage.reasons import ADVICE, Reason
from triage.records import Kind, Origin, State

PHASH_RADIUS = 8
"""The largest pHash distance that is matched at all."""

_UNPACKED = frozenset({Origin.MEMBER, Origin.THUMBNAIL})


class _Cell(NamedTuple):
    """Entries that share everything that is tallied."""

    source: int
    volume: int
    kind: Kind
    origin: Origin
    state: State
    entries: int
    size: int
    unsized: int


def coverage(connection: Connection) -> Coverage:
    """The figures of an open examination. Raises ``ExamError`` where a row makes no sense."""
    try:
        return _coverage(connection, _cells(connection))
    except (ValueError, msgspec.DecodeError) as error:
        raise ExamError(f"the examination file holds a value it should not: {error}") from None


def _coverage(connection: Connection, cells: list[_Cell]) -> Coverage:
    stored = [cell for cell in cells if cell.origin not in _UNPACKED]
    unpacked = [cell for cell in cells if cell.origin in _UNPACKED]
    sets = _sets(connection)
    pictures = _pictures(connection)
    return Coverage(
        authority=recorded_authority(connection),
        finished=is_finished(connection),
        entries=_tally("all", cells),
        by_kind=_tallies(cells, Kind, lambda cell: cell.kind),
        by_origin=_tallies(cells, Origin, lambda cell: cell.origin),
        content=_content(stored),
        unpacked=_content(unpacked),
        gaps=_gaps(connection),
        not_authorised=_not_authorised(connection),
        sources=_sources(connection, cells),
        sets=sets,
        rules=_rules(connection),
        engine=reading.rule_engine(connection),
        carved=reading.carved_formats(connection) if reading.carving(connection) else (),
        pictures=pictures,
        known=_members(connection, "known"),
        ignored=_members(connection, "ignore"),
        findings=_findings(connection),
        weak=_count(connection, f"SELECT count(*) FROM findings WHERE {WEAK}"),
        chance_hits=_chance_hits(sets, pictures.with_phash),
    )


def _rules(connection: Connection) -> tuple[RuleCoverage, ...]:
    refused = reading.refused_rules(connection)
    return tuple(
        RuleCoverage(
            name=name,
            sha256=digest,
            problem=problem,
            refused=tuple(rule for file, rule, _ in refused if file == name),
        )
        for name, digest, problem in reading.rules(connection)
    )


WEAK = (
    "severity = 'info' AND kind = 'perceptual' AND algorithm = 'phash'"
    f" AND distance > {CERTAIN_PHASH}"
)
"""What sets apart, in SQL, the resemblances that chance alone may have made."""


def is_weak(finding: Line) -> bool:
    """``WEAK``, for a line of the findings listing."""
    sort = (finding["severity"], finding["kind"], finding["algorithm"])
    distance: int = finding["distance"] or 0
    return sort == (Severity.INFO, "perceptual", "phash") and distance > CERTAIN_PHASH


def recorded_authority(connection: Connection) -> Authority:
    """The authority the examination was started under."""
    text = reading.fact(connection, "authority")
    return msgspec.json.decode(text, type=Authority) if text else Authority()


def is_finished(connection: Connection) -> bool:
    """Whether a run reached its end with nothing left to do."""
    return reading.fact(connection, "state") == "finished" and not _count(
        connection, "SELECT count(*) FROM entries WHERE state = 'pending'"
    )


def _count(connection: Connection, query: str, *values: object) -> int:
    return int(connection.execute(query, values).fetchone()[0])


def _cells(connection: Connection) -> list[_Cell]:
    rows = connection.execute(
        "SELECT source, volume, kind, origin, state, count(*), coalesce(sum(size), 0),"
        " sum(size IS NULL) FROM entries GROUP BY 1, 2, 3, 4, 5"
    )
    return [
        _Cell(row[0], row[1], Kind(row[2]), Origin(row[3]), State(row[4]), *row[5:]) for row in rows
    ]


def _tally(name: str, cells: Iterable[_Cell]) -> Tally:
    counts = dict.fromkeys(map(str, State), 0)
    for cell in cells:
        counts[cell.state] += cell.entries
    return Tally(name=name, **counts)


def _tallies(
    cells: list[_Cell], names: Iterable[str], of: Callable[[_Cell], str]
) -> tuple[Tally, ...]:
    tallies = (_tally(str(name), (c for c in cells if of(c) == name)) for name in names)
    return tuple(tally for tally in tallies if tally.total)


def _content(cells: Iterable[_Cell]) -> Content:
    files = [cell for cell in cells if cell.kind == Kind.FILE]
    examined = sum(cell.size for cell in files if cell.state == State.DONE)
    partly = sum(cell.size for cell in files if cell.state == State.PARTIAL)
    return Content(
        examined=examined,
        partly=partly,
        unexamined=sum(cell.size for cell in files) - examined - partly,
        unsized=sum(cell.unsized for cell in files),
    )


def _gaps(connection: Connection) -> tuple[GapFigure, ...]:
    rows = connection.execute(
        "SELECT reason, count(*), sum(size) FROM ("
        "SELECT g.reason, coalesce(g.length, iif(e.kind = 'file', e.size, 0), 0) AS size"
        " FROM gaps g LEFT JOIN entries e ON e.id = g.file"
        " UNION ALL SELECT 'not-reached', iif(kind = 'file', coalesce(size, 0), 0)"
        " FROM entries WHERE state = 'pending'"
        " UNION ALL SELECT 'not-reached', coalesce(size, 0) FROM sources WHERE NOT surveyed"
        " UNION ALL SELECT 'not-reached', coalesce(v.length, 0) FROM volumes v"
        f" WHERE {reading.UNLISTED})"
        " GROUP BY reason ORDER BY 2 DESC, 1"
    )
    return tuple(
        GapFigure(reason=reason, count=count, size=size, advice=ADVICE[Reason(reason)])
        for reason, count, size in rows
    )


def _not_authorised(connection: Connection) -> dict[str, int]:
    """Entries by the kind of data that kept them closed; their gaps' detail names it."""
    rows = connection.execute(
        "SELECT detail, count(DISTINCT file) FROM gaps WHERE reason = 'not-authorised'"
        " GROUP BY detail ORDER BY detail"
    )
    return {kind or "unnamed": count for kind, count in rows}


def _sources(connection: Connection, cells: list[_Cell]) -> tuple[SourceCoverage, ...]:
    return tuple(
        _source(row, _volumes(connection, row, cells), cells) for row in reading.sources(connection)
    )


def _source(
    row: reading.SourceRow, volumes: tuple[VolumeCoverage, ...], cells: list[_Cell]
) -> SourceCoverage:
    carried = msgspec.json.decode(row.stored, type=dict[str, str]) if row.stored else {}
    stored = {name.lower(): digest.lower() for name, digest in sorted(carried.items())}
    computed = {"md5": row.md5, "sha1": row.sha1, "sha256": row.sha256}
    return SourceCoverage(
        label=row.label,
        kind=row.kind,
        size=row.media_size if row.media_size is not None else row.size,
        segments=row.segments,
        surveyed=bool(row.surveyed),
        **computed,
        stored=stored,
        agrees=agreement(computed, stored),
        entries=_tally(row.label, (cell for cell in cells if cell.source == row.number)),
        volumes=volumes,
    )


def agreement(computed: dict[str, str | None], stored: dict[str, str]) -> bool | None:
    """Whether every stored digest that was also computed is the same; null where none was."""
    known = [name for name in stored if computed.get(name) is not None]
    return all(computed[name] == stored[name] for name in known) if known else None


def _volumes(
    connection: Connection, source: reading.SourceRow, cells: list[_Cell]
) -> tuple[VolumeCoverage, ...]:
    return tuple(
        VolumeCoverage(
            source=source.label,
            file_system=volume.kind,
            partition=volume.offset,
            length=volume.length,
            label=volume.label,
            listed=walked,
            entries=_tally(volume.kind, (cell for cell in cells if cell.volume == number)),
        )
        for number, (volume, walked) in reading.volumes(connection).items()
        if volume.source == source.number
    )


def _sets(connection: Connection) -> tuple[SetCoverage, ...]:
    return tuple(
        SetCoverage(
            name=row.name,
            version=row.version,
            disposition=row.disposition,
            digest=row.digest,
            entries=json.loads(row.entries),
            not_computable=json.loads(row.not_computable),
            cautions=tuple(json.loads(row.cautions)),
            files=_count(
                connection,
                'SELECT count(DISTINCT file) FROM memberships WHERE "set" = ? AND set_version = ?',
                row.name,
                row.version,
            ),
        )
        for row in reading.sets(connection)
    )


def _pictures(connection: Connection) -> Pictures:
    row = connection.execute(
        "SELECT coalesce(sum(pdq IS NOT NULL OR phash IS NOT NULL), 0),"
        " coalesce(sum(mime LIKE 'image/%' AND pdq IS NULL AND phash IS NULL), 0),"
        " coalesce(sum(pdq IS NOT NULL AND pdq_quality < ?), 0),"
        " coalesce(sum(phash IS NOT NULL), 0), coalesce(sum(mime LIKE 'video/%'), 0)"
        " FROM observations",
        (MINIMUM_QUALITY,),
    ).fetchone()
    decoded, undecoded, low_quality, with_phash, videos = row
    return Pictures(
        decoded=decoded,
        undecoded=undecoded,
        low_quality=low_quality,
        with_phash=with_phash,
        videos=videos,
    )


def _members(connection: Connection, disposition: str) -> int:
    query = "SELECT count(DISTINCT file) FROM memberships WHERE disposition = ?"
    return _count(connection, query, disposition)


def _findings(connection: Connection) -> dict[str, int]:
    rows = connection.execute("SELECT severity, count(*) FROM findings GROUP BY severity")
    counts = {Severity(severity): count for severity, count in rows}
    return {str(severity): counts.get(severity, 0) for severity in reversed(Severity)}


def _chance_hits(sets: Iterable[SetCoverage], pictures: int) -> float:
    """Strangers to expect, over all pictures, at the distances that are listed apart."""
    entries = sum(found.entries.get("phash", 0) for found in sets if found.disposition == "alert")
    near = expected_chance_hits(entries, CERTAIN_PHASH)
    return pictures * (expected_chance_hits(entries, PHASH_RADIUS) - near)
