"""Write a report on an examination: a folder of files and a manifest of them."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from skerry import UsageError, release
from triage.apart import check_report_apart
from triage.coverage import coverage, is_finished, recorded_authority
from triage.exam import connection as exam_file
from triage.exam import reading
from triage.exam.connection import Connection, ExamError, Lock, SQLiteError
from triage.exam.writing import Writer
from triage.provenance import now, who
from triage.reports import csv, html, images, jsonl, manifest
from triage.reports.folder import check_replaceable, replacement
from triage.reports.images import Thumbnails
from triage.reports.manifest import Examined, Manifest
from triage.sealing import seal

FORMATS = ("html", "csv", "jsonl", "images")
DEFAULT_FORMATS = ("html", "csv")

ThumbnailMaker = Callable[[Connection, Sequence[Path]], Thumbnails]
"""Decodes findings' pictures out of the sources, inside the jail."""


@dataclass(frozen=True)
class ReportResult:
    """What was written. ``recorded`` is false where the examination file could not be told."""

    paths: tuple[Path, ...]
    html: Path | None
    manifest: Path
    manifest_sha256: str
    recorded: bool


def write_report(
    exam: Path,
    out: Path,
    formats: Collection[str] = DEFAULT_FORMATS,
    sources: Sequence[Path] = (),
    *,
    thumbnails: ThumbnailMaker | None = None,
) -> ReportResult:
    """Write the report into the folder ``out``, whole or not at all, and record it in ``exam``.

    ``sources`` are the evidence, needed for ``images`` only. Raises ``UsageError`` for a format
    that does not exist, ``ReportError`` where ``out`` holds anything but this examination's own
    earlier report, and ``ExamError`` where ``exam`` cannot be read.
    """
    _check(formats, sources, thumbnails)
    out = out.resolve()
    connection = exam_file.open_for_reading(exam)
    try:
        connection.execute("BEGIN")
        check_report_apart(out, reading.sources(connection))
        check_replaceable(out, identity(connection))
        with replacement(out) as folder:
            pictures = thumbnails(connection, sources) if thumbnails else ()
            names, body = _fill(connection, folder, formats, pictures)
    except SQLiteError as error:
        raise ExamError(f"cannot read the examination file {exam}: {error}") from None
    finally:
        connection.close()
    digest = sha256(body).hexdigest()
    return ReportResult(
        paths=tuple(out / name for name in (*names, manifest.NAME)),
        html=out / html.NAME if html.NAME in names else None,
        manifest=out / manifest.NAME,
        manifest_sha256=digest,
        recorded=_record(exam, out, manifest.load(body), digest),
    )


def _check(
    formats: Collection[str], sources: Sequence[Path], thumbnails: ThumbnailMaker | None
) -> None:
    unknown = sorted(set(formats) - set(FORMATS))
    if unknown:
        raise UsageError(f"no such report format: {', '.join(unknown)} (of {', '.join(FORMATS)})")
    if not formats:
        raise UsageError(f"name a report format: {', '.join(FORMATS)}")
    if "images" in formats and not (sources and thumbnails):
        raise UsageError("pictures are read from the evidence: name it with --source")


def identity(connection: Connection) -> str:
    """What stays the same for as long as an examination exists: SHA-256 over its beginnings."""
    state = sha256((reading.fact(connection, "begun") or "").encode())
    for source in reading.sources(connection):
        state.update(f"\0{source.label}\0{source.fingerprint}".encode())
    return state.hexdigest()


def _fill(
    connection: Connection, folder: Path, formats: Collection[str], pictures: Thumbnails
) -> tuple[list[str], bytes]:
    """Write all files; returns their names and the manifest's bytes."""
    written, author = now(), who()
    names: list[str] = []
    if "csv" in formats:
        names += csv.write(connection, folder)
    if "jsonl" in formats:
        names += jsonl.write(connection, folder)
    if "images" in formats:
        title = html.title(recorded_authority(connection))
        names += images.write(folder, title, pictures)
    if "html" in formats:
        figures = coverage(connection)
        names += html.write(connection, figures, folder, names, f"{written} by {author}")
    body = manifest.encode(
        Manifest(
            format=manifest.FORMAT,
            skerry=release(),
            written=written,
            who=author,
            exam=Examined(
                identity=identity(connection),
                finished=is_finished(connection),
                listings=seal(connection),
            ),
            files=manifest.describe(folder, names),
        )
    )
    (folder / manifest.NAME).write_bytes(body)
    return sorted(names), body


def _record(exam: Path, out: Path, written: Manifest, digest: str) -> bool:
    """Tell the examination of the report; false where another run is writing it just now."""
    try:
        lock = Lock(exam)
    except ExamError:
        return False
    try:
        writer = Writer(exam_file.open_for_writing(exam))
        row = (None, written.written, written.who, str(out), digest)
        writer.insert("reports", row)
        writer.flush()
        writer.close()
    finally:
        lock.close()
    return True
