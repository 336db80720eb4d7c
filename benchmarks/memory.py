"""Peak private memory of a command and all its processes."""

import subprocess
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

INTERVAL = 0.25
"""Seconds between samples: a peak shorter than this can be missed."""

_PROC = Path("/proc")
_PRIVATE = ("Private_Clean:", "Private_Dirty:")


@dataclass(frozen=True)
class Peak:
    """The largest sum seen, in bytes; ``hidden`` processes could not be read in that sample."""

    private: int
    processes: int
    hidden: int


def watched(words: Sequence[str], environment: dict[str, str], log: Path) -> tuple[int, Peak]:
    """Run a command whose output goes to ``log``; its exit code and its peak."""
    samples: list[Peak] = []
    ended = threading.Event()
    with log.open("wb") as output:
        process = subprocess.Popen(
            words, env=environment, stdin=subprocess.DEVNULL, stdout=output, stderr=output
        )

    def sample() -> None:
        while not ended.wait(INTERVAL):
            samples.append(sampled(process.pid))

    watcher = threading.Thread(target=sample)
    watcher.start()
    try:
        code = process.wait()
    finally:
        ended.set()
        watcher.join()
    return code, max(samples, key=lambda peak: peak.private, default=Peak(0, 0, 0))


def sampled(root: int) -> Peak:
    """Private memory of a process and its descendants, now.

    Pages that forked workers share with their parent, and mapped files that several processes
    read, are nobody's private memory (proc(5), smaps_rollup).
    """
    sizes = [private_of(process) for process in family(root)]
    known = [size for size in sizes if size is not None]
    return Peak(sum(known), len(sizes), len(sizes) - len(known))


def private_of(process: int) -> int | None:
    """Bytes of private memory; null where the process is gone or may not be read."""
    try:
        lines = (_PROC / str(process) / "smaps_rollup").read_text("ascii").splitlines()
    except OSError:
        return None
    return sum(int(line.split()[1]) << 10 for line in lines if line.startswith(_PRIVATE))


def family(root: int) -> list[int]:
    """A process and its descendants."""
    children: dict[int, list[int]] = {}
    for folder in _PROC.iterdir():
        if folder.name.isdigit() and (parent := _parent_of(folder)) is not None:
            children.setdefault(parent, []).append(int(folder.name))
    found = [root]
    for process in found:
        found.extend(children.get(process, ()))
    return found


def _parent_of(folder: Path) -> int | None:
    """The parent's id, the second field after the command's closing bracket (proc(5), stat)."""
    try:
        return int((folder / "stat").read_text("latin-1").rpartition(")")[2].split()[1])
    except OSError:
        return None
