"""``skerry triage sample …``: arguments in, lines out."""

import argparse
import json
import re
from pathlib import Path
from typing import TypeAlias

from triage.exam import connection as exam_file
from triage.exam.connection import Connection
from triage.sampling import store, telling
from triage.sampling.means import SampleRequest
from triage.sampling.sample import sample
from triage.sampling.store import Sample
from triage.terminal import progress_display
from triage.wording import visible

EXIT_IMPERFECT = 3
MOST_HITS = 50
"""Hits in a table; JSON lines give all."""

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"

UNITS = {"": 1, "kib": 1 << 10, "mib": 1 << 20, "gib": 1 << 30, "kb": 10**3, "mb": 10**6}
SIZE = re.compile(r"(?P<number>\d{1,15}) ?(?P<unit>[A-Za-z]*)")


def register(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "sample",
        help="scan random blocks for known content, with a stated probability",
        formatter_class=argparse.RawDescriptionHelpFormatter,
        epilog="example: skerry triage sample stick.img --exam stick.exam --miss-bytes 1MiB",
    )
    parser.add_argument("source", nargs="+", type=Path, help="image or device")
    parser.add_argument("--exam", required=True, type=Path, help="the examination file")
    parser.add_argument("--case", type=Path, metavar="FILE.toml", help="the recorded authority")
    parser.add_argument(
        "--miss-bytes",
        type=_bytes,
        default=1 << 20,
        metavar="SIZE",
        help="known content of so many bytes in a row is missed ... (default: 1MiB)",
    )
    parser.add_argument(
        "--confidence",
        type=_share,
        default=0.99,
        metavar="P",
        help="... with a probability of at most 1 - P (default: 0.99)",
    )
    parser.add_argument("--seed", type=_seed, metavar="N", help="draw these blocks again")
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        dest="sets",
        metavar="NAME[@VERSION]",
        help="set of blocks to look for (default: all)",
    )
    parser.add_argument("--to-certainty", action="store_true", help="go on to read every block")
    parser.add_argument("--workers", type=_seed, default=0, metavar="N", help="default: all cores")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.set_defaults(perform=_sample)


def _bytes(text: str) -> int:
    match = SIZE.fullmatch(text)
    unit = UNITS.get(match["unit"].lower()) if match else None
    if match is None or unit is None or not int(match["number"]):
        raise argparse.ArgumentTypeError(f"a size such as 1MiB or 500kB, not {text!r}")
    return int(match["number"]) * unit


def _share(text: str) -> float:
    try:
        share = float(text)
    except ValueError:
        share = 1.0
    if not 0 < share < 1:
        raise argparse.ArgumentTypeError(f"a probability between 0 and 1, not {text!r}")
    return share


def _seed(text: str) -> int:
    if not re.fullmatch(r"\d{1,18}", text):
        raise argparse.ArgumentTypeError(f"a whole number, not {text!r}")
    return int(text)


def _sample(given: argparse.Namespace) -> int:
    request = SampleRequest(
        sources=tuple(given.source),
        exam=given.exam,
        case=given.case,
        sets=tuple(given.sets),
        miss_bytes=given.miss_bytes,
        confidence=given.confidence,
        seed=given.seed,
        to_certainty=given.to_certainty,
        workers=given.workers,
        command=given.command_line,
    )
    with progress_display() as progress:
        scans = sample(request, progress)
    connection = exam_file.open_for_reading(given.exam)
    try:
        with exam_file.reading_errors(given.exam):
            perfect = [_print(connection, scan, given.format) for scan in scans]
    finally:
        connection.close()
    return 0 if all(perfect) else EXIT_IMPERFECT


def _print(connection: Connection, scan: Sample, form: str) -> bool:
    """Print a scan; whether a probability could be given and every block drawn be read."""
    said = telling.told(connection, scan)
    if form == "jsonl":
        print(json.dumps(said))
        for hit in store.hits(connection, scan):
            print(json.dumps(telling.hit_told(connection, scan, hit)))
    else:
        for line in telling.lines(connection, scan):
            print(visible(line))
        for number, hit in enumerate(store.hits(connection, scan)):
            if number == MOST_HITS:
                print(f"  … and {said['hits'] - MOST_HITS:,} more (--format jsonl)")
                break
            print(visible(f"  byte {hit.offset:,}: {telling.explained(hit)}"))
    unread = said["tally"]["unreadable"] + said["unread_in_sweep"]
    return said["probability"] is not None and not unread
