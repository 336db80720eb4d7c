"""Blurred thumbnails of findings' pictures, decoded out of the evidence inside the jail."""

from collections.abc import Iterator, Sequence
from pathlib import Path

import msgspec

from jail.pool import Completed, Emitted, Failed, Pool, Task
from skerry import home
from triage.authority import Authority
from triage.content import Unexamined
from triage.exam import reading
from triage.exam.connection import Connection, ExamError
from triage.jobs import Thumbnail, WorkerPlan
from triage.listing import Line, findings
from triage.opened import OpenSources, fingerprint
from triage.records import Entry, encode
from triage.sources.folder import open_file

MOST = 1000
"""Pictures in one exhibit, worst findings first."""


def thumbnails(connection: Connection, sources: Sequence[Path]) -> Iterator[tuple[Line, bytes]]:
    """Each finding's picture once, worst first; no bytes where it does not decode.

    ``sources`` are the evidence in the order of the examination. Raises ``ExamError`` where they
    are not what was examined.
    """
    wanted = list(_wanted(connection))
    with OpenSources(sources) as opened:
        prints = [row.fingerprint for row in reading.sources(connection)]
        if prints != [fingerprint(source) for source in opened.all]:
            raise ExamError("the sources given are not those that were examined")
        made = _made(connection, opened, [line["file"] for line in wanted])
    for line in wanted:
        yield line, made.get(line["file"], b"")


def _wanted(connection: Connection) -> Iterator[Line]:
    seen: set[str] = set()
    for line in findings(connection, worst_first=True):
        if line["file"] not in seen and len(seen) < MOST and _mime(connection, line["file"]):
            seen.add(line["file"])
            yield line


def _mime(connection: Connection, file: str) -> str | None:
    """The type of a picture that has been decoded before, else null."""
    row = connection.execute(
        "SELECT mime FROM observations WHERE file = ? AND width IS NOT NULL", (file,)
    ).fetchone()
    return str(row[0]) if row else None


def _made(connection: Connection, opened: OpenSources, files: Sequence[str]) -> dict[str, bytes]:
    plan = WorkerPlan(
        sources=tuple(source.plan for source in opened.all),
        authority=Authority(),
        hashsets_root=str(home() / "hashsets"),
    )
    made: dict[str, bytes] = {}
    with Pool(
        "triage.worker:build", msgspec.msgpack.encode(plan), descriptors=opened.descriptors
    ) as pool:
        for file in files:
            task = _task(connection, opened, file)
            if task is not None:
                pool.submit(task)
            while pool.room <= 0:
                _collect(pool, made)
        while not pool.idle:
            _collect(pool, made)
    return made


def _collect(pool: Pool, made: dict[str, bytes]) -> None:
    for event in pool.events(0.2):
        match event:
            case Emitted(key=key, body=body):
                made[key] = body
            case Failed(key=key):
                made[key] = b""
            case Completed():
                pass
            case _:
                made.pop(event.key, None)


def _task(connection: Connection, opened: OpenSources, file: str) -> Task | None:
    top, members = _way_to(connection, file)
    volume, _ = reading.volumes(connection)[top.volume]
    given = volume.kind == "folder"
    descriptors: tuple[int, ...] = ()
    if given:
        root = opened.all[top.source].folder_descriptor
        try:
            descriptors = (open_file(root, top.path),) if root is not None else ()
        except Unexamined:
            return None
    job = Thumbnail(
        entry=top,
        volume=volume,
        mime=_mime(connection, file) or "",
        members=members,
        given=given,
    )
    return Task(key=file, body=encode(job), descriptors=descriptors)


def _way_to(connection: Connection, file: str) -> tuple[Entry, tuple[int, ...]]:
    """The entry on the volume that holds a file, and the members to open one after another."""
    members: list[int] = []
    entry = reading.entry(connection, file)
    while entry is not None and entry.parent is not None:
        members.append(entry.ordinal or 0)
        entry = reading.entry(connection, entry.parent)
    if entry is None:
        raise ExamError(f"the examination holds no file {file}")
    return entry, tuple(reversed(members))
