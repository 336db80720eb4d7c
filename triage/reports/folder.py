"""Put a finished folder in its place in one step, and only where nothing of others is lost."""

import ctypes
import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from triage.reports import manifest
from triage.reports.manifest import ReportError

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


def check_replaceable(out: Path, identity: str) -> None:
    """Raise ``ReportError`` unless ``out`` is absent, empty, or this examination's own report.

    A report to which anything was added, or in which anything was altered, is no longer only ours.
    """
    if not out.exists():
        return
    if not out.is_dir():
        raise ReportError(f"{out} is not a folder")
    try:
        if not any(out.iterdir()):
            return
        earlier = manifest.load((out / manifest.NAME).read_bytes())
    except FileNotFoundError:
        raise ReportError(f"{out} is not empty, and is no report: choose another folder") from None
    except OSError as error:
        raise ReportError(f"cannot read {out}: {error.strerror}") from None
    if earlier.exam.identity != identity:
        raise ReportError(f"{out} holds the report of another examination: choose another folder")
    for problem in manifest.problems(out, earlier):
        raise ReportError(f"{out} holds a report that was changed ({problem}): choose another")


@contextmanager
def replacement(out: Path) -> Iterator[Path]:
    """A new folder beside ``out``, which takes its place, all files durable, when all went well.

    Raises ``ReportError`` where it cannot.
    """
    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        fresh = Path(tempfile.mkdtemp(prefix=".report-", suffix=".writing", dir=out.parent))
        try:
            yield fresh
            for path in (*fresh.iterdir(), fresh):
                _sync(path)
            _put(fresh, out)
            _sync(out.parent)
        finally:
            shutil.rmtree(fresh, ignore_errors=True)
    except OSError as error:
        raise ReportError(f"cannot write the report {out}: {error.strerror}") from None


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _put(fresh: Path, out: Path) -> None:
    """Rename ``fresh`` to ``out``; what was there ends as ``fresh``, if anything."""
    if not out.exists() or not any(out.iterdir()):
        fresh.rename(out)
    elif not _exchange(fresh, out):
        aside = fresh.with_suffix(".old")
        out.rename(aside)
        fresh.rename(out)
        aside.rename(fresh)


def _exchange(one: Path, other: Path) -> bool:
    """Swap two names in one step (renameat2(2), Linux 3.15); false where that is not to be had."""
    rename = getattr(ctypes.CDLL(None, use_errno=True), "renameat2", None)
    if rename is None:
        return False
    names = (_AT_FDCWD, os.fsencode(one), _AT_FDCWD, os.fsencode(other))
    return bool(rename(*names, _RENAME_EXCHANGE) == 0)
