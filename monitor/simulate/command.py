"""``skerry monitor simulate``."""

import argparse
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from casework.asking import RAW, Parsers
from casework.basis.file import write_basis
from casework.importing.rows import moment
from casework.moments import microseconds
from casework.terminal import warn
from monitor.simulate.outputs import open_output, paced
from monitor.simulate.plan import Asked, plan
from monitor.simulate.standing import whole_basis
from monitor.simulate.stream import stream
from monitor.simulate.truth import truths, write_truths
from skerry import UsageError

START = datetime(2026, 11, 2, tzinfo=UTC)
"""A Monday."""

EXAMPLE = (
    "skerry monitor simulate --people 200 --events 20000 --seed 1 --out events.jsonl"
    " --basis-out basis.json --truth-out truth.json"
)


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "simulate",
        help="make up a stream of events, with planted episodes",
        formatter_class=RAW,
        epilog=f"example: {EXAMPLE}",
    )
    parser.add_argument("--people", type=int, required=True, metavar="N")
    parser.add_argument("--events", type=int, required=True, metavar="N", help="exactly so many")
    parser.add_argument("--seed", type=int, required=True, metavar="N")
    parser.add_argument(
        "--out", required=True, metavar="OUT", help="FILE.jsonl, kafka://HOST:PORT/TOPIC or -"
    )
    parser.add_argument("--rate", type=float, metavar="N", help="events a second, at most")
    parser.add_argument("--basis-out", type=Path, metavar="FILE.json", help="the legal basis")
    parser.add_argument("--truth-out", type=Path, metavar="FILE.json", help="what was planted")
    parser.add_argument(
        "--start", type=moment, default=START, metavar="TIME", help="default: 2026-11-02T00:00Z"
    )
    parser.set_defaults(perform=perform)


def perform(given: argparse.Namespace) -> int:
    """Write the stream, and beside it what was asked for."""
    if given.rate is not None and given.rate <= 0:
        raise UsageError("--rate is a number of events a second above 0")
    start = microseconds(given.start) // 1000
    laid_out = plan(Asked(given.people, given.events, given.seed, start))
    if given.basis_out is not None:
        people = zip(laid_out.people, laid_out.standings, strict=True)
        write_basis(given.basis_out, whole_basis(people, laid_out.end))
    with closing(open_output(given.out)) as output:
        for batch in paced(stream(laid_out), given.rate):
            output.write(batch)
    if given.truth_out is not None:
        write_truths(given.truth_out, truths(laid_out))
    played = len(laid_out.episodes)
    warn(f"{given.events} events of {given.people} people, {played} planted episodes")
    return 0
