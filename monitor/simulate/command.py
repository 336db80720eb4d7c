"""``skerry monitor simulate``."""

import argparse
from datetime import UTC, datetime
from pathlib import Path

from casework.asking import RAW, Parsers
from casework.importing.rows import moment
from casework.moments import microseconds
from casework.terminal import warn
from monitor.simulate.asked import Asked
from skerry import UsageError

SHORTEST = 14
"""Days of a stream, at least."""

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
    parser.add_argument("--days", type=int, metavar="N", help="length; default: by the events")
    parser.add_argument(
        "--episodes",
        choices=("tuning", "held-out"),
        help="changes of behaviour over days, of one of two groups that share no kind",
    )
    parser.set_defaults(perform=perform)


def perform(given: argparse.Namespace) -> int:
    """Write the stream, and beside it what was asked for."""
    # its tables of ready words are of no use to any other command
    from monitor.simulate.producing import produce  # noqa: PLC0415

    if given.rate is not None and given.rate <= 0:
        raise UsageError("--rate is a number of events a second above 0")
    if given.days is not None and given.days < SHORTEST:
        raise UsageError(f"--days is a number of days, {SHORTEST} or more")
    start = microseconds(given.start) // 1000
    asked = Asked(given.people, given.events, given.seed, start, given.days, given.episodes)
    played = produce(asked, given.out, given.rate, given.basis_out, given.truth_out)
    warn(f"{given.events} events of {given.people} people, {played} planted episodes")
    return 0
