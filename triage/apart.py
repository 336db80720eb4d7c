"""Keep what is written apart from evidence: never over it, never inside it."""

import os
from collections.abc import Iterable, Sequence
from pathlib import Path

from skerry import SkerryError
from triage.exam.reading import SourceRow
from triage.sources.opening import OpenSource

SIDECARS = ("", ".lock", "-wal", "-shm", "-journal")
"""What an examination file may have beside it while it is written."""

_Identity = tuple[int, int]


def check_exam_apart(exam: Path, sources: Iterable[OpenSource]) -> None:
    """Raise ``SkerryError`` where writing ``exam`` would write to evidence.

    Held against the open descriptors by device and inode, so that no other name, link or second
    mount of the evidence gets past.
    """
    files, folders = _evidence(sources)
    for suffix in SIDECARS:
        path = exam.with_name(exam.name + suffix)
        if _identity(path) in files:
            raise SkerryError(f"{path} is evidence: keep the examination file elsewhere")
    if any(_identity(folder) in folders for folder in _around(exam)):
        raise SkerryError(f"{exam} lies inside the evidence: keep the examination file elsewhere")


def check_report_apart(out: Path, sources: Sequence[SourceRow]) -> None:
    """Raise ``SkerryError`` where a report in the folder ``out`` would lie inside evidence.

    Knows only where the sources lay when they were examined.
    """
    folders = {_identity(Path(row.location)) for row in sources if row.kind == "folder"} - {None}
    if any(_identity(folder) in folders for folder in (out, *_around(out))):
        raise SkerryError(f"{out} lies inside the evidence: choose another folder")


def _evidence(sources: Iterable[OpenSource]) -> tuple[set[_Identity], set[_Identity]]:
    files: set[_Identity] = set()
    folders: set[_Identity] = set()
    for source in sources:
        files |= {_known(os.fstat(segment.descriptor)) for segment in source.plan.segments}
        if source.folder_descriptor is not None:
            folders.add(_known(os.fstat(source.folder_descriptor)))
    return files, folders


def _around(path: Path) -> Sequence[Path]:
    """Every folder above, links resolved: a link into the evidence leads into the evidence."""
    return path.resolve().parents


def _identity(path: Path) -> _Identity | None:
    try:
        return _known(path.stat())
    except (OSError, ValueError):
        return None


def _known(status: os.stat_result) -> _Identity:
    return status.st_dev, status.st_ino
