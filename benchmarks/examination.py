"""Whole examinations by the installed command, timed from outside."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path

from benchmarks.memory import Peak, watched
from skerry import SkerryError

NO_BYTECODE = "PYTHONDONTWRITEBYTECODE"

DONE = (0, 3)
"""Exit codes of an examination that reached its end."""


class RunFailed(SkerryError):
    """The command that was to be measured failed."""


def command() -> str:
    """The command of the environment that this runs in."""
    return str(Path(sys.executable).parent / "skerry")


def words(image: Path, exam: Path, workers: int, more: Sequence[str] = ()) -> list[str]:
    """The command line of an examination, with ``more`` options."""
    return [
        command(), "triage", "run", str(image), "--exam", str(exam), "--workers", str(workers),
        *more,
    ]  # fmt: skip


def environment(home: Path) -> dict[str, str]:
    """The surroundings of a run: a home folder of its own, and bytecode kept, as where installed.

    Without it a third of a second of every start goes into compiling.
    """
    kept = {name: value for name, value in os.environ.items() if name != NO_BYTECODE}
    return {**kept, "SKERRY_HOME": str(home), "TZ": "UTC"}


def examine(image: Path, workers: int, home: Path, more: Sequence[str] = ()) -> None:
    """Examine an image into an examination that is thrown away."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        done = subprocess.run(
            words(image, Path(folder) / "x.exam", workers, more),
            env=environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
    if done.returncode not in DONE:
        raise RunFailed(f"skerry triage run: {done.stderr.strip() or done.returncode}")


def listing(image: Path, workers: int, home: Path) -> bytes:
    """Examine an image and list its files as JSON lines."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        exam = Path(folder) / "x.exam"
        setting = environment(home)
        subprocess.run(words(image, exam, workers), env=setting, capture_output=True, check=False)
        listed = subprocess.run(
            [command(), "triage", "files", str(exam), "--format", "jsonl"],
            env=setting,
            capture_output=True,
            check=False,
        )
    if listed.returncode not in DONE:
        raise RunFailed(f"skerry triage files: {listed.stderr.decode().strip()}")
    return listed.stdout


def peak(image: Path, workers: int, home: Path) -> Peak:
    """Peak private memory of an examination."""
    with tempfile.TemporaryDirectory(dir=home) as folder:
        exam, log = Path(folder) / "x.exam", Path(folder) / "log"
        code, found = watched(words(image, exam, workers), environment(home), log)
        said = log.read_text("utf-8").splitlines()
    if code not in DONE:
        raise RunFailed(f"skerry triage run ended with exit code {code}: {said[-1:]}")
    return found
