"""Whether an examination is being gone on with over what it was begun on."""

from pathlib import Path

import msgspec

from triage.authority import Authority
from triage.exam import reading
from triage.exam.connection import Connection, ExamError
from triage.exam.reading import SourceRow
from triage.opened import OpenSources, fingerprint


def check_same(
    connection: Connection, exam: Path, sources: OpenSources, authority: Authority
) -> None:
    """Raise ``ExamError`` for other evidence than recorded, or another authority."""
    rows = reading.sources(connection)
    prints = [fingerprint(source) for source in sources.all]
    if [row.fingerprint for row in rows] != prints:
        raise ExamError(f"{exam} was begun on other sources than these")
    for row, source, path in zip(rows, sources.all, sources.paths, strict=True):
        if row.kind == "folder" and not _is_same_folder(row, source.plan.label, path):
            raise ExamError(f"{exam} was begun on another folder: {row.location}")
    if written(authority) != reading.fact(connection, "authority"):
        raise ExamError(f"{exam} was begun under another authority (--case)")


def written(authority: Authority) -> str:
    """An authority as an examination records it."""
    return msgspec.json.encode(authority).decode()


def _is_same_folder(row: SourceRow, label: str, path: Path) -> bool:
    """Whether a folder is where it was; one that is there no more may have moved with its name.

    A folder has no bytes of its own that a fingerprint could be taken of.
    """
    recorded = Path(row.location)
    try:
        return recorded.samefile(path)
    except OSError:
        return row.label == label
