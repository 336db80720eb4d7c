"""The Sleuth Kit's own tools as an oracle."""

import re
import shutil
import subprocess
from hashlib import md5
from pathlib import Path

import pytest

from triage.records import Entry, State

_LINE = re.compile(
    rb"(?P<kind>\S/\S) (?P<deleted>\* )?(?P<inode>[\d-]+)(?P<realloc>\(realloc\))?:\t(?P<path>.*)"
)

needs_sleuthkit = pytest.mark.skipif(
    shutil.which("fls") is None or shutil.which("icat") is None, reason="needs sleuthkit"
)


def _run(*command: str | Path) -> bytes:
    return subprocess.run(command, capture_output=True, check=True).stdout


def fls(*image: Path, sector: int = 0) -> set[tuple[bytes, bytes, bool]]:
    """(inode, path, allocated) of every entry, as ``fls -r -p`` prints them."""
    output = _run("fls", "-r", "-p", "-o", str(sector), *image)
    found = set()
    for line in output.splitlines():
        match = _LINE.fullmatch(line)
        assert match, line
        if match["realloc"] and match["path"].startswith(b"$OrphanFiles/"):
            continue  # a live file under a second name
        found.add((match["inode"], b"/" + match["path"], not match["deleted"]))
    return found


def icat(*image: Path, inode: str, sector: int = 0) -> str:
    """MD5 of what ``icat`` writes, which is nothing for a record without data."""
    command = ["icat", "-o", str(sector), *map(str, image), inode]
    done = subprocess.run(command, capture_output=True, check=False)
    return md5(done.stdout, usedforsecurity=False).hexdigest()


def listed(entries: list[Entry]) -> set[tuple[bytes, bytes, bool]]:
    """The same of what was read; a hard link's names one by one, unprintable bytes as ``fls``."""
    return {
        ((entry.inode or "").encode(), _printed(path), bool(entry.allocated))
        for entry in entries
        for path in entry.names or (entry.path,)
    }


def _printed(path: bytes) -> bytes:
    return re.sub(rb"[\x00-\x1f]", b"^", path)


def readable(entries: list[Entry]) -> list[Entry]:
    """The entries whose content is worth comparing."""
    return [entry for entry in entries if entry.state is State.PENDING]
