"""Verify an examination: results intact, reports unchanged, evidence what it was."""

from collections.abc import Sequence
from itertools import islice
from pathlib import Path

import msgspec

from jail.pool import Emitted, Failed, Pool, Task
from skerry import home
from triage.authority import Authority
from triage.driving import Event, drive
from triage.exam import connection as exam_file
from triage.exam import reading
from triage.exam.connection import Connection, ExamError
from triage.exam.reading import SourceRow
from triage.folder_check import folder_changes
from triage.jobs import DigestSource, WorkerPlan
from triage.opened import OpenSources, fingerprint
from triage.phases.digest import WITHOUT_DIGEST
from triage.records import SourceDigests, decode, encode
from triage.verifying import unchecked_reports, verify_reports, verify_results

CHANGES = 20
"""Changed files of a folder that are named, one line each."""


def verify(exam: Path, sources: Sequence[Path]) -> tuple[list[str], list[str]]:
    """What was found good, and what was not, one line each.

    ``sources`` are the evidence in the order of the examination; with none given, only results and
    reports are checked. Raises ``SkerryError`` where the check itself cannot be made.
    """
    good: list[str] = []
    bad: list[str] = []
    connection = exam_file.open_for_reading(exam)
    try:
        _judge("results", verify_results(connection), good, bad)
        _judge("reports", verify_reports(exam), good, bad)
        good.extend(unchecked_reports(exam))
        if sources:
            _verify_sources(connection, sources, good, bad)
        else:
            good.append("evidence was not given, so not checked")
    finally:
        connection.close()
    return good, bad


def _judge(what: str, problems: Sequence[str], good: list[str], bad: list[str]) -> None:
    bad.extend(problems)
    if not problems:
        good.append(f"{what} as recorded")


def _verify_sources(
    connection: Connection, paths: Sequence[Path], good: list[str], bad: list[str]
) -> None:
    rows = reading.sources(connection)
    if len(rows) != len(paths):
        raise ExamError(f"the examination has {len(rows)} sources; {len(paths)} were given")
    with OpenSources(paths) as sources:
        digests = digests_of(sources)
        for row, source in zip(rows, sources.all, strict=True):
            if fingerprint(source) != row.fingerprint:
                bad.append(f"{row.label}: not the source that was examined")
            elif source.folder_descriptor is not None:
                changes = islice(
                    folder_changes(connection, row.number, source.folder_descriptor), CHANGES
                )
                problems = [f"{row.label}: {change}" for change in changes]
                _judge(f"{row.label}: its files", problems, good, bad)
            else:
                problem = _digest_problem(row, digests.get(row.number))
                _judge(f"{row.label}: its bytes", problem, good, bad)


def _digest_problem(row: SourceRow, found: str | None) -> list[str]:
    if row.sha256 is None:
        return [f"{row.label}: no digest was recorded"]
    if found != row.sha256:
        return [f"{row.label}: SHA-256 is {found}, recorded {row.sha256}"]
    return []


def digests_of(sources: OpenSources) -> dict[int, str]:
    """SHA-256, in hex, of every source that has one, read inside the jail."""
    plan = WorkerPlan(
        sources=tuple(source.plan for source in sources.all),
        authority=Authority(),
        hashsets_root=str(home() / "hashsets"),
    )
    found: dict[int, str] = {}

    def handle(event: Event) -> None:
        if isinstance(event, Emitted):
            for record in decode(event.body):
                if isinstance(record, SourceDigests):
                    found[record.source] = record.sha256
        elif isinstance(event, Failed):
            raise ExamError(f"the source cannot be read: {event.detail}")

    tasks = (
        Task(key=str(index), body=encode(DigestSource(source=index)))
        for index, source in enumerate(sources.all)
        if source.plan.kind not in WITHOUT_DIGEST
    )
    with Pool(
        "triage.worker:build",
        msgspec.msgpack.encode(plan),
        descriptors=sources.descriptors,
    ) as pool:
        drive(pool, tasks, handle, lambda: None)
    return found
