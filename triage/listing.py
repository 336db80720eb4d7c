"""The lines that ``triage files``, ``findings`` and ``gaps`` print: section 4's contracts.

Every listing is sorted by id and holds nothing that two runs over the same evidence would print
differently.
"""

import base64
from collections.abc import Iterator
from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any

import msgspec

from triage.exam.connection import Connection
from triage.exam.reading import UNLISTED, names_of
from triage.ids import stamp_gap
from triage.reasons import ADVICE, Reason
from triage.records import Gap

Line = dict[str, Any]

_texts = msgspec.json.Decoder(list[str])
_EPOCH = datetime(1970, 1, 1)

FILE_KEYS = (
    "id",
    "source",
    "partition",
    "path",
    "path_raw",
    "inode",
    "origin",
    "allocated",
    "size",
    "state",
    "reason",
    "disposition",
    "md5",
    "sha1",
    "sha256",
    "mime",
    "width",
    "height",
    "pdq",
    "pdq_quality",
    "phash",
    "dhash",
    "hash_scale",
    "parent",
    "names",
    "runs",
    "sets",
    "extension_mismatch",
    "clock",
    "modified",
    "accessed",
    "changed",
    "created",
    "exif",
)

FINDING_KEYS = (
    "id",
    "file",
    "path",
    "kind",
    "severity",
    "set",
    "set_version",
    "record",
    "category",
    "label",
    "algorithm",
    "distance",
    "transform",
    "rule",
    "library",
    "library_version",
    "offset",
    "spans",
    "time_ms",
    "status",
    "explanation",
)

GAP_KEYS = (
    "id",
    "source",
    "partition",
    "file",
    "path",
    "offset",
    "length",
    "stage",
    "reason",
    "detail",
    "advice",
)

_KIND_MIMES = {
    "directory": "inode/directory",
    "symlink": "inode/symlink",
    "device": "inode/chardevice",
    "fifo": "inode/fifo",
    "socket": "inode/socket",
    "other": "inode/x-other",
}
"""Types of what is not a file, as ``file --mime-type`` names them."""


def show_path(raw: bytes) -> str:
    """A path as text: bytes that are not UTF-8, and control characters, are shown escaped."""
    text = raw.decode("utf-8", "backslashreplace")
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def raw_path(raw: bytes) -> str | None:
    """The path's bytes in base64 where ``show_path`` does not give them back."""
    try:
        plain = raw.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        plain = False
    return None if plain else base64.b64encode(raw).decode()


@lru_cache(maxsize=64)  # the times of one file are mostly one time
def show_time(nanoseconds: int | None) -> str | None:
    """RFC 3339 in UTC, with as many digits of a second as are known; null beyond the calendar."""
    if nanoseconds is None:
        return None
    seconds, rest = divmod(nanoseconds, 1_000_000_000)
    try:
        moment = _EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return None
    fraction = f".{rest:09d}".rstrip("0") if rest else ""
    return f"{moment.isoformat()}{fraction}Z" if moment.year >= 1000 else None


def files(connection: Connection) -> Iterator[Line]:
    """One line for every entry ever enumerated."""
    rows = connection.execute(
        "SELECT e.id, s.label, v.offset, e.path, e.inode, e.origin, e.allocated, e.size, e.state,"
        " e.reason, o.md5, o.sha1, o.sha256, o.mime, o.width, o.height, o.pdq, o.pdq_quality,"
        " o.phash, o.dhash, o.scale, e.parent, e.names, e.runs, o.mismatch, e.clock, e.modified,"
        " e.accessed, e.changed, e.created, e.kind, o.exif,"
        " (SELECT json_group_array(m.\"set\" || '@' || m.set_version || ' ' || m.disposition)"
        "  FROM memberships m WHERE m.file = e.id)"
        " FROM entries e JOIN sources s ON s.number = e.source"
        " JOIN volumes v ON v.number = e.volume"
        " LEFT JOIN observations o ON o.file = e.id ORDER BY e.id"
    )
    return (_file_line(row) for row in rows)


def _file_line(row: tuple[Any, ...]) -> Line:
    (identifier, source, partition, path, inode, origin, allocated, size, state, reason) = row[:10]
    (md5, sha1, sha256, mime, width, height, pdq, quality, phash, dhash, scale) = row[10:21]
    (parent, names, runs, mismatch, clock, modified, accessed, changed, created) = row[21:30]
    (kind, exif, memberships) = row[30:]
    held = [text.rsplit(" ", 1) for text in _texts.decode(memberships)]
    return {
        "id": identifier,
        "source": source,
        "partition": partition,
        "path": show_path(path),
        "path_raw": raw_path(path),
        "inode": inode,
        "origin": origin,
        "allocated": None if allocated is None else bool(allocated),
        "size": size,
        "state": state,
        "reason": reason,
        "disposition": _disposition({disposition for _, disposition in held}),
        "md5": md5.hex() if md5 else None,
        "sha1": sha1.hex() if sha1 else None,
        "sha256": sha256.hex() if sha256 else None,
        "mime": mime or _KIND_MIMES.get(kind),
        "width": width,
        "height": height,
        "pdq": pdq[:32].hex() if pdq else None,
        "pdq_quality": quality,
        "phash": phash[:8].hex() if phash else None,
        "dhash": dhash.hex() if dhash else None,
        "hash_scale": scale if pdq or phash else None,
        "parent": parent,
        "names": [show_path(name) for name in names_of(names)],
        "runs": msgspec.json.decode(runs) if runs else None,
        "sets": sorted({name for name, _ in held}),
        "extension_mismatch": None if mismatch is None else bool(mismatch),
        "clock": clock,
        "modified": show_time(modified),
        "accessed": show_time(accessed),
        "changed": show_time(changed),
        "created": show_time(created),
        "exif": msgspec.json.decode(exif) if exif else None,
    }


def _disposition(held: set[str]) -> str | None:
    return next((name for name in ("alert", "known", "ignore") if name in held), None)


_FINDINGS = (
    'SELECT f.id, f.file, e.path, f.kind, f.severity, f."set", f.set_version, f.record, f.category,'
    " f.label, f.algorithm, f.distance, f.transform, f.rule, f.offset, f.spans, f.status,"
    " f.explanation FROM findings f JOIN entries e ON e.id = f.file"
)
_WORST_FIRST = (
    " ORDER BY CASE f.severity WHEN 'critical' THEN 0 WHEN 'high' THEN 1 WHEN 'medium' THEN 2"
    " WHEN 'low' THEN 3 ELSE 4 END, CASE f.kind WHEN 'exact' THEN 0 ELSE 1 END,"
    " f.distance, e.path, f.id"
)


def findings(connection: Connection, *, worst_first: bool = False) -> Iterator[Line]:
    """One line for every finding, by id, or worst first for people to read."""
    order = _WORST_FIRST if worst_first else " ORDER BY f.id"
    return (_finding_line(row) for row in connection.execute(_FINDINGS + order))


def _finding_line(row: tuple[Any, ...]) -> Line:
    (identifier, file, path, kind, severity, named, version, record, category) = row[:9]
    (label, algorithm, distance, transform, rule, offset, spans, status, explanation) = row[9:]
    return {
        "id": identifier,
        "file": file,
        "path": show_path(path),
        "kind": kind,
        "severity": severity,
        "set": named,
        "set_version": version,
        "record": record,
        "category": category,
        "label": label,
        "algorithm": algorithm,
        "distance": distance,
        "transform": transform,
        "rule": rule,
        "library": None,
        "library_version": None,
        "offset": offset,
        "spans": msgspec.json.decode(spans) if spans else [],
        "time_ms": None,
        "status": status,
        "explanation": explanation,
    }


def gaps(connection: Connection) -> Iterator[Line]:
    """One line for every gap, by id; what an unfinished examination has not reached included."""
    rows = connection.execute(
        "SELECT g.id, s.label, v.offset, g.file, coalesce(g.path, e.path), g.offset, g.length,"
        " g.stage, g.reason, g.detail, g.source FROM gaps g"
        " JOIN sources s ON s.number = g.source LEFT JOIN volumes v ON v.number = g.volume"
        " LEFT JOIN entries e ON e.id = g.file"
        " UNION ALL SELECT e.id, s.label, v.offset, e.id, e.path, NULL, NULL, 'inspect',"
        " 'not-reached', '', e.source FROM entries e JOIN sources s ON s.number = e.source"
        " JOIN volumes v ON v.number = e.volume WHERE e.state = 'pending'"
        " UNION ALL SELECT '', s.label, NULL, NULL, NULL, NULL, NULL, 'survey', 'not-reached', '',"
        " s.number FROM sources s WHERE NOT s.surveyed"
        " UNION ALL SELECT '', s.label, v.offset, NULL, NULL, v.offset, v.length, 'enumerate',"
        " 'not-reached', '', s.number FROM volumes v JOIN sources s ON s.number = v.source"
        f" WHERE {UNLISTED}"
    )
    lines = (_gap_line(row) for row in rows)
    return iter(sorted(lines, key=lambda line: str(line["id"])))


def _gap_line(row: tuple[Any, ...]) -> Line:
    identifier, label, partition, file, path, offset, length, stage, reason, detail, source = row
    if reason == Reason.NOT_REACHED:
        gap = Gap(source=source, file=file, stage=stage, reason=Reason.NOT_REACHED, offset=offset)
        identifier = stamp_gap(gap, partition).id
    return {
        "id": identifier,
        "source": label,
        "partition": partition,
        "file": file,
        "path": show_path(path) if path is not None else None,
        "offset": offset,
        "length": length,
        "stage": stage,
        "reason": reason,
        "detail": detail,
        "advice": ADVICE[Reason(reason)],
    }


def json_lines(lines: Iterator[Line]) -> Iterator[bytes]:
    """Each line as one JSON object and a newline."""
    encoder = msgspec.json.Encoder()
    return (encoder.encode(line) + b"\n" for line in lines)
