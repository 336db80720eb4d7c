"""``skerry monitor held list|open``: what is kept apart unread, and reading one of it on record."""

import argparse
from contextlib import closing

from casework.asking import Parsers
from casework.moments import moment_of, written
from casework.terminal import tell, tell_json, tell_rows
from monitor.commands_alerts import command
from monitor.held_apart import counts, held_of, open_held
from monitor.running import wall_clock
from monitor.seat import add_seat, seated
from monitor.store.opening import known_store
from skerry import home

COUNTS = ("person", "apart", "events", "last")
EVENTS = ("id", "device", "type", "received", "apart")


def add(commands: Parsers) -> None:
    """Add the commands."""
    parser = commands.add_parser("held", help="events held apart: privileged, medical, others'")
    own = parser.add_subparsers(metavar="COMMAND", required=True)
    listed = command(own, "list", "count what is held; nothing is opened", "held list")
    listed.add_argument("--person", help="list this person's events, without what they hold")
    listed.add_argument("--format", choices=("table", "jsonl"), default="table")
    add_seat(listed)
    listed.set_defaults(perform=_list)
    example = "held open E-7 --person P-0042 --why 'the solicitor asked for it'"
    opened = command(own, "open", "read one held event; that is logged", example)
    opened.add_argument("event", help="id of the event")
    opened.add_argument("--person", required=True)
    opened.add_argument("--why", required=True, metavar="REASON")
    add_seat(opened)
    opened.set_defaults(perform=_open)


def _list(given: argparse.Namespace) -> int:
    if given.person is not None:
        return _list_events(given)
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        with store.reading() as connection:
            found = counts(connection)
        seen = seat.seen("held.consult", [one.person for one in found])
    rows = [(one.person, one.apart, one.events, _at(one.last)) for one in found]
    tell_rows(COUNTS, [row for row in rows if row[0] in seen], given.format)
    return 0


def _list_events(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        seat.does("held.consult", given.person)
        with store.reading() as connection:
            found = list(held_of(connection, store.master, given.person))
    rows = [
        (one.event.id, one.event.device, one.event.type, _at(one.event.received), one.apart)
        for one in found
    ]
    tell_rows(EVENTS, rows, given.format)
    return 0


def _open(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        seat.does("held.open", given.person, given.why)
        now = wall_clock()
        apart, event = open_held(store, given.person, given.event, seat.author, given.why, now)
    tell(f"{event.type} of device {event.device}, held apart as {apart}; that you read it is kept")
    tell(f"recorded {_at(event.time)}, received {_at(event.received)}")
    tell_json(event.data)
    return 0


def _at(moment: int) -> str:
    return written(moment_of(moment))
