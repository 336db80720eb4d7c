"""``skerry monitor schemas``."""

import argparse
from pathlib import Path

from casework.asking import RAW, Parsers
from casework.terminal import tell
from monitor.schemas.files import write_files


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "schemas",
        help="write the JSON Schema and AsyncAPI files",
        formatter_class=RAW,
        epilog="example: skerry monitor schemas --out schemas",
    )
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.set_defaults(perform=_perform)


def _perform(given: argparse.Namespace) -> int:
    written = write_files(given.out)
    tell(f"{len(written)} files in {given.out}")
    return 0
