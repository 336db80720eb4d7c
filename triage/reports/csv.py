"""Tables for spreadsheets: files.csv, findings.csv and gaps.csv, safe to open in one."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import msgspec

from triage import listing
from triage.exam.connection import Connection
from triage.listing import Line
from triage.wording import visible

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "\uff1d", "\uff0b", "\uff0d", "\uff20")
"""First characters a spreadsheet may take for a formula, full-width ones too (OWASP)."""


def write(connection: Connection, folder: Path) -> list[str]:
    """Write the three tables into ``folder``; returns their names."""
    tables: list[tuple[str, Sequence[str], Iterable[Line]]] = [
        ("files.csv", listing.FILE_KEYS, listing.files(connection)),
        ("findings.csv", listing.FINDING_KEYS, listing.findings(connection)),
        ("gaps.csv", listing.GAP_KEYS, listing.gaps(connection)),
    ]
    for name, keys, lines in tables:
        with (folder / name).open("w", encoding="utf-8", newline="") as file:
            csv.writer(file).writerows(rows(keys, lines))
    return [name for name, _, _ in tables]


def rows(keys: Sequence[str], lines: Iterable[Line]) -> Iterator[list[str | int | float]]:
    """A header, then one row a line, in the order of ``keys``."""
    yield list(keys)
    for line in lines:
        yield [cell(line[key]) for key in keys]


def cell(value: object) -> str | int | float:
    """A value as a cell: null empty, numbers as they are, lists and objects as JSON."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return value
    text = value if isinstance(value, str) else msgspec.json.encode(value).decode()
    return safe(text)


def safe(text: str) -> str:
    """Text that a spreadsheet shows and never carries out, its control characters escaped."""
    return f"'{visible(text)}" if text.startswith(_FORMULA) else visible(text)
