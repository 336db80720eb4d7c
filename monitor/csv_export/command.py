"""``skerry monitor convert``."""

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from casework.asking import EXIT_IMPERFECT, RAW, Parsers
from casework.terminal import tell, warn
from monitor.csv_export.converting import event_of
from monitor.csv_export.mapping import Map, read_map
from monitor.csv_export.problem import Problem
from monitor.csv_export.rows import read_rows
from monitor.errors import MonitorError


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "convert",
        help="turn a CSV export of another product into events",
        formatter_class=RAW,
        epilog="example: skerry monitor convert export.csv --map product.toml --out events.jsonl",
    )
    parser.add_argument("export", type=Path, metavar="EXPORT.csv")
    parser.add_argument("--map", type=Path, required=True, metavar="MAP.toml")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE.jsonl")
    parser.set_defaults(perform=perform)


def perform(given: argparse.Namespace) -> int:
    """Convert; 3 where a row could not be mapped, each of which is named."""
    events = problems = left_out = 0
    columns = read_map(given.map)
    with _opened(given.out) as out:
        for one in _converted(given.export, columns):
            if one is None:
                left_out += 1
            elif isinstance(one, Problem):
                problems += 1
                warn(one.line())
            else:
                events += 1
                out.write(one + b"\n")
    tell(f"{events} events; {left_out} rows left out by the map; {problems} not mapped")
    return EXIT_IMPERFECT if problems else 0


def _converted(export: Path, columns: Map) -> Iterator[bytes | Problem | None]:
    for row in read_rows(export, columns):
        yield row if isinstance(row, Problem) else event_of(row, columns)


def _opened(path: Path) -> BinaryIO:
    try:
        return path.open("wb")
    except OSError as error:
        raise MonitorError(f"cannot write {path}: {error.strerror}") from None
