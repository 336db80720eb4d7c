"""What an operator sees on a terminal: live progress, tables, and plain lines elsewhere."""

import csv
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from rich import box
from rich.console import Console
from rich.progress import (
    BarColumn,
    DownloadColumn,
    Progress,
    TextColumn,
    TimeRemainingColumn,
    TransferSpeedColumn,
)
from rich.table import Table
from rich.text import Text

from keywords.records import Severity
from triage.listing import Line
from triage.records import Finding
from triage.reports.csv import cell
from triage.wording import visible

PLAIN_SECONDS = 5.0
"""Between two plain progress lines, where there is no terminal."""

PIPED_WIDTH = 160
"""Characters a line where there is no terminal to tell."""

_LONG = ("path", "detail", "advice")
"""Columns that may take several lines."""

_COLOURS = {"critical": "bold red", "high": "red", "medium": "yellow", "low": "cyan"}
_LOUD = (Severity.CRITICAL, Severity.HIGH)


class _Counts:
    """What a display counts."""

    def __init__(self) -> None:
        self.name = ""
        self.entries = self.size = self.done = self.read = 0
        self.findings = self.worst = self.imperfect = 0

    def begin(self, name: str, entries: int, size: int) -> None:
        self.name, self.entries, self.size, self.done, self.read = name, entries, size, 0, 0

    def advance(self, entries: int, size: int) -> None:
        self.done += entries
        self.read += size

    def found(self, finding: Finding) -> None:
        self.findings += 1
        self.worst += finding.severity in _LOUD


class PlainProgress:
    """Plain log lines on stderr."""

    def __init__(self) -> None:
        self._counts = _Counts()
        self._last = self._begun = time.monotonic()

    def say(self, line: str) -> None:
        """Print a line."""
        print(f"skerry: {visible(line)}", file=sys.stderr, flush=True)

    def phase(self, name: str, entries: int, size: int) -> None:
        """Print that a phase begins."""
        self._counts.begin(name, entries, size)
        self._last = self._begun = time.monotonic()
        ahead = f" {entries:,} entries, {size / 1e6:,.1f} MB" if size else f" {entries:,}"
        self.say(name + (ahead if entries else ""))

    def advance(self, entries: int, size: int) -> None:
        """Print where the phase is, every few seconds."""
        self._counts.advance(entries, size)
        if time.monotonic() - self._last >= PLAIN_SECONDS:
            self._last = time.monotonic()
            self.say(self._line(self._last - self._begun))

    def _line(self, seconds: float) -> str:
        counts = self._counts
        rate = counts.read / max(seconds, 1e-3)
        ahead = counts.size - counts.read
        left = f", about {duration(ahead / rate)} left" if rate and ahead > 0 else ""
        of = f"/{counts.entries:,}" if counts.entries > 1 else ""
        return (
            f"{counts.name} {counts.done:,}{of} entries, "
            f"{counts.read / 1e6:,.1f} MB at {rate / 1e6:,.1f} MB/s{left}, "
            f"{counts.findings:,} findings, {counts.imperfect:,} not wholly examined"
        )

    def found(self, finding: Finding) -> None:
        """Count a finding."""
        self._counts.found(finding)

    def failed(self) -> None:
        """Count an entry not wholly examined."""
        self._counts.imperfect += 1


def duration(seconds: float) -> str:
    """A time to wait, as people say it."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    if hours:
        return f"{hours} h {minutes} min"
    return (
        f"{minutes} min" if minutes > 9 else f"{minutes} min {rest} s" if minutes else f"{rest} s"
    )


class LiveProgress:
    """A bar with bytes, rate, time left, hits and failures, on a terminal."""

    def __init__(self, console: Console) -> None:
        self._counts = _Counts()
        self._bar = Progress(
            TextColumn("[bold]{task.description}"),
            BarColumn(bar_width=24),
            TextColumn("{task.fields[entries]}"),
            DownloadColumn(),
            TransferSpeedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[hits]}"),
            console=console,
        )
        self._task = self._bar.add_task("starting", total=None, entries="", hits="")
        self._bar.start()

    def say(self, line: str) -> None:
        """Print a line above the bar."""
        self._bar.console.print(Text(visible(line)))

    def phase(self, name: str, entries: int, size: int) -> None:
        """Begin the bar anew."""
        self._counts.begin(name, entries, size)
        self._bar.remove_task(self._task)  # reset() would keep the total of the phase before
        self._task = self._bar.add_task(name, total=size or None, entries="", hits="")
        self._show()

    def advance(self, entries: int, size: int) -> None:
        """Move the bar."""
        self._counts.advance(entries, size)
        self._bar.advance(self._task, size)
        self._show()

    def found(self, finding: Finding) -> None:
        """Count a finding."""
        self._counts.found(finding)
        self._show()

    def failed(self) -> None:
        """Count an entry not wholly examined."""
        self._counts.imperfect += 1

    def _show(self) -> None:
        counts = self._counts
        hits = f"{counts.findings:,} findings" if counts.findings else "no finding yet"
        if counts.worst:
            hits = f"[bold red]{hits}, {counts.worst:,} high or worse[/]"
        if counts.imperfect:
            hits += f" · {counts.imperfect:,} not whole"
        entries = f"{counts.done:,}/{counts.entries:,}" if counts.entries else ""
        self._bar.update(self._task, entries=entries, hits=hits)

    def close(self) -> None:
        """Leave the terminal as it was."""
        self._bar.stop()


@contextmanager
def progress_display() -> Iterator[PlainProgress | LiveProgress]:
    """A live display on a terminal, plain lines elsewhere; both on stderr."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield PlainProgress()
        return
    live = LiveProgress(console)
    try:
        yield live
    finally:
        live.close()


def print_table(title: str, columns: Sequence[str], lines: Iterator[Line]) -> None:
    """A table for people. Text from evidence is shown as it is: no markup, no emoji codes."""
    console = Console()
    if not console.is_terminal:
        console.width = PIPED_WIDTH
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1), pad_edge=False)
    for column in columns:
        free = column in _LONG
        table.add_column(column, overflow="fold", no_wrap=not free, ratio=1 if free else None)
    count = 0
    for line in lines:
        count += 1
        table.add_row(*(_cell(column, line[column]) for column in columns))
    console.print(table)
    console.print(f"{count:,} {title}", highlight=False)


def _cell(column: str, value: object) -> Text:
    text = "" if value is None else visible(str(value))
    return Text(text, style=_COLOURS.get(text, "") if column == "severity" else "")


def print_csv(keys: Sequence[str], lines: Iterator[Line]) -> None:
    """CSV on stdout, safe to open in a spreadsheet."""
    writer = csv.writer(sys.stdout, lineterminator="\n")
    writer.writerow(keys)
    for line in lines:
        writer.writerow([cell(line[key]) for key in keys])
