"""``skerry monitor quarantine`` and ``backlog``: what could not be, or may not be, looked at."""

import argparse
from contextlib import closing

import msgspec

from casework.asking import Parsers
from casework.moments import moment_of, written
from casework.terminal import tell, tell_json, tell_rows
from monitor.backlog import backlog
from monitor.commands_alerts import command
from monitor.seat import add_seat, seated
from monitor.store.decisions import Decision, decisions
from monitor.store.opening import known_store
from monitor.store.set_aside import SetAside, set_aside
from skerry import home

HEADER = ("topic", "partition", "offset", "length", "reason", "at", "replayed")
BACKLOG = ("person", "device", "kind", "events", "last_received")


def add(commands: Parsers) -> None:
    """Add the commands."""
    text = "list records that could not be understood"
    parser = command(commands, "quarantine", text, "quarantine --format jsonl")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.add_argument("--all", action="store_true", help="those replayed since, too")
    add_seat(parser)
    parser.set_defaults(perform=_quarantine)
    text = "count what arrived after a basis ended, recorded while it stood"
    parser = command(commands, "backlog", text, "backlog")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    add_seat(parser)
    parser.set_defaults(perform=_backlog)


def _quarantine(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        seat.does("quarantine.consult", None)
        with store.reading() as connection:
            found = [one for one in set_aside(connection) if given.all or one.replayed is None]
    if given.format == "jsonl":
        for one in found:
            tell_json({**msgspec.structs.asdict(one.record), **_moments(one)})
        return 0
    tell_rows(HEADER, [_row(one) for one in found], "table")
    return 0


def _moments(one: SetAside) -> dict[str, str | None]:
    return {"at": _at(one.at), "replayed": None if one.replayed is None else _at(one.replayed)}


def _row(one: SetAside) -> list[object]:
    cells = {**msgspec.structs.asdict(one.record), **_moments(one)}
    return [cells[name] for name in HEADER]


def _backlog(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        with store.reading() as connection:
            found = backlog(connection)
            made = list(decisions(connection, store.master, Decision.BACKLOG_REPLAYED))
        seen = seat.seen("backlog.consult", {one.person for one in found})
    rows = [(*one[:4], _at(one.last)) for one in found if one.person in seen]
    tell_rows(BACKLOG, rows, given.format)
    if given.format == "table":
        for one in made:
            if one.person in seen:
                tell(
                    f"{one.person}: {one.events} analysed {_at(one.at)} by {one.author}: {one.why}"
                )
    return 0


def _at(moment: int) -> str:
    return written(moment_of(moment))
