"""``skerry monitor sample``: what did not alert, drawn by chance, for somebody to judge."""

import argparse
from contextlib import closing

from casework.asking import Parsers
from casework.terminal import tell_json, tell_rows
from monitor.commands_alerts import command
from monitor.labelled import sample
from monitor.rendering import alert_of
from monitor.seat import add_seat, seated
from monitor.store.opening import known_store
from skerry import home

HEADER = ("id", "severity", "person", "theme", "count", "updated", "explanation")


def add(commands: Parsers) -> None:
    """Add the command."""
    text = "draw what stayed below the threshold, to be judged with verdict"
    parser = command(commands, "sample", text, "sample --count 10")
    parser.add_argument("--count", type=int, required=True, metavar="N")
    parser.add_argument("--seed", type=int, default=0, help="another draw of the same store")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    add_seat(parser)
    parser.set_defaults(perform=_perform)


def _perform(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        with store.reading() as connection:
            found = sample(connection, store.master, given.count, given.seed)
        seen = seat.seen("alert.consult", {group.person for group in found})
    drawn = [alert_of(group) for group in found if group.person in seen]
    if given.format == "jsonl":
        for one in drawn:
            tell_json(one)
        return 0
    tell_rows(HEADER, [[getattr(one, name) for name in HEADER] for one in drawn], "table")
    return 0
