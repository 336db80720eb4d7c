"""Whether an examination's results, and the reports written from it, are what they were."""

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

import msgspec

from triage.exam import connection as exam_file
from triage.exam import reading
from triage.exam.connection import Connection, SQLiteError
from triage.records import State
from triage.reports import manifest
from triage.sampling import store
from triage.sealing import LISTINGS, seal

__all__ = ["seal", "unchecked_reports", "verify_report", "verify_reports", "verify_results"]

_UNREADABLE = (SQLiteError, ValueError, TypeError, AttributeError, KeyError, msgspec.MsgspecError)
"""What reading a row can raise once somebody has altered it."""


class _Recorded(NamedTuple):
    written: str
    location: str
    manifest_sha256: str


def verify_reports(exam: Path) -> list[str]:
    """What is wrong with the reports recorded in an examination, one line each.

    Of several reports written to one folder only the last can still be there. A report that is no
    longer where it was written is not a fault: see ``unchecked_reports``.
    """
    return [
        f"report {report.location}: {problem}"
        for report in _recorded(exam)
        if Path(report.location).is_dir()
        for problem in verify_report(Path(report.location), report.manifest_sha256)
    ]


def unchecked_reports(exam: Path) -> list[str]:
    """Recorded reports that are no longer where they were written, one line each."""
    return [
        f"report {report.location} of {report.written} is not there, so not checked"
        for report in _recorded(exam)
        if not Path(report.location).is_dir()
    ]


def verify_report(folder: Path, manifest_sha256: str | None = None) -> list[str]:
    """What differs in a report from its manifest, and the manifest from its recorded digest."""
    try:
        body = (folder / manifest.NAME).read_bytes()
        found = manifest.load(body)
    except OSError as error:
        return [f"{manifest.NAME} cannot be read: {error.strerror}"]
    except manifest.ReportError as error:
        return [str(error)]
    altered = manifest_sha256 not in (None, sha256(body).hexdigest())
    return [f"{manifest.NAME} was altered"] * altered + manifest.problems(folder, found)


def _recorded(exam: Path) -> list[_Recorded]:
    connection = exam_file.open_for_reading(exam)
    try:
        rows = connection.execute(
            "SELECT written, location, manifest_sha256 FROM reports WHERE number IN"
            " (SELECT max(number) FROM reports GROUP BY location) ORDER BY number"
        ).fetchall()
        return [_Recorded(*row) for row in rows]
    finally:
        connection.close()


def verify_results(connection: Connection) -> list[str]:
    """What is wrong with the records of an examination, one line each.

    The seal is compared where the examination has finished; before that there is none.
    """
    try:
        found = [*_integrity(connection), *_states(connection), *_seal(connection)]
        return [*found, *_scans(connection)]
    except _UNREADABLE as error:
        return [f"the results cannot be read: {error}"]


def _integrity(connection: Connection) -> Iterator[str]:
    for (line,) in connection.execute("PRAGMA integrity_check"):
        if line != "ok":
            yield f"the examination file is damaged: {line}"


def _states(connection: Connection) -> Iterator[str]:
    rows = connection.execute("SELECT state, count(*) FROM entries GROUP BY state").fetchall()
    for state, number in rows:
        if state not in set(State):
            yield f"{number} entries are in no known state ({state!r})"
    unreached = _count(connection, _NOT_REACHED)
    for table in LISTINGS:
        stored = _count(connection, f"SELECT count(*) FROM {_TABLES[table]}")
        wanted = stored + (unreached if table == "gaps" else 0)
        printed = sum(1 for _ in LISTINGS[table](connection))
        if printed != wanted:
            yield f"{wanted} {table} are recorded, but {printed} can be listed"
    for state, number in connection.execute(
        "SELECT state, count(*) FROM entries WHERE state IN ('partial', 'failed', 'skipped')"
        " AND id NOT IN (SELECT file FROM gaps WHERE file IS NOT NULL) GROUP BY state"
    ):
        yield f"{number} {state} entries have no gap that says why"


_NOT_REACHED = (
    "SELECT (SELECT count(*) FROM entries WHERE state = 'pending')"
    " + (SELECT count(*) FROM sources WHERE NOT surveyed)"
    f" + (SELECT count(*) FROM volumes v WHERE {reading.UNLISTED})"
)
"""What an unfinished examination lists as gaps without storing any."""

_TABLES = {"files": "entries", "findings": "findings", "gaps": "gaps"}


def _count(connection: Connection, query: str) -> int:
    (number,) = connection.execute(query).fetchone()
    return int(number)


def _seal(connection: Connection) -> Iterator[str]:
    if reading.fact(connection, "state") != "finished":
        return
    for name, digest in seal(connection).items():
        recorded = reading.fact(connection, f"seal.{name}")
        if recorded is None:
            yield f"the {name} were never sealed"
        elif recorded != digest:
            yield f"the {name} are not what they were when the examination finished"


def _scans(connection: Connection) -> Iterator[str]:
    """Fast scans are sealed each by itself, whenever one ends."""
    for scan in store.samples(connection):
        recorded = reading.fact(connection, store.seal_key(scan))
        if recorded not in (None, store.sealed(connection, scan)):
            yield f"fast scan {scan.number} is not what it was when it ended"
