"""What an operator sees while a large set is imported."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeRemainingColumn,
)

from hashsets.reading import Watch

SECONDS = 5.0
"""Between two plain lines, where there is no terminal."""


@contextmanager
def watching() -> Iterator[Watch]:
    """A display of how far an import is: a bar on a terminal, plain lines elsewhere."""
    if not sys.stderr.isatty():
        yield PlainLines()
        return
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %  {task.fields[records]:,} records"),
        TextColumn("{task.fields[rate]:,.0f}/s"),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        yield Bar(progress)


class Pace:
    """Counts records and how many a second."""

    def __init__(self) -> None:
        self._started = time.monotonic()
        self._path: Path | None = None
        self._before = self._here = 0

    def rate(self, path: Path, records: int) -> tuple[int, float]:
        """All records so far, and how many a second; ``records`` are those of this file."""
        if path != self._path:
            self._before, self._path = self._before + self._here, path
        self._here = records
        total = self._before + records
        return total, total / max(time.monotonic() - self._started, 1e-3)


class PlainLines:
    """Lines on stderr, none for an import of a few seconds."""

    def __init__(self) -> None:
        self._pace = Pace()
        self._next = time.monotonic() + SECONDS

    def __call__(self, path: Path, read: int, records: int) -> None:
        """So many bytes of a file have been read, and so many records found in it."""
        total, rate = self._pace.rate(path, records)
        if time.monotonic() >= self._next:
            self._next = time.monotonic() + SECONDS
            part = read / max(path.stat().st_size, 1)
            text = f"skerry: {path.name} {part:.0%}, {total:,} records, {rate:,.0f} a second"
            print(text, file=sys.stderr, flush=True)


class Bar:
    """A bar a file."""

    def __init__(self, progress: Progress) -> None:
        self._progress, self._pace = progress, Pace()
        self._tasks: dict[Path, TaskID] = {}

    def __call__(self, path: Path, read: int, records: int) -> None:
        """So many bytes of a file have been read, and so many records found in it."""
        total, rate = self._pace.rate(path, records)
        if path not in self._tasks:
            size = path.stat().st_size
            task = self._progress.add_task(path.name, total=size, records=0, rate=0.0)
            self._tasks[path] = task
        self._progress.update(self._tasks[path], completed=read, records=total, rate=rate)
