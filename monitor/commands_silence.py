"""``skerry monitor silence``, ``silences``, ``lift``: themes that are not told of for a while."""

import argparse
from contextlib import closing

from sqlalchemy import select

from casework.asking import Parsers
from casework.terminal import tell, tell_rows, warn
from monitor.acting import Asked, silence
from monitor.commands_alerts import command
from monitor.policy import load_policy
from monitor.running import wall_clock
from monitor.seat import Seat, add_seat, seated
from monitor.silencing import find, lift, listed, row
from monitor.store.opening import Store, known_store
from monitor.store.tables import ALERTS
from skerry import home

HEADER = ("number", "theme", "person", "since", "until", "author", "reason", "lifted", "lifted_by")


def add(commands: Parsers) -> None:
    """Add the commands."""
    _add_silence(commands)
    parser = command(commands, "silences", "list the silences that hold", "silences")
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    parser.add_argument("--all", action="store_true", help="those that are over, too")
    add_seat(parser)
    parser.set_defaults(perform=_silences)
    parser = command(commands, "lift", "end a silence now", "lift 3")
    parser.add_argument("number", type=int, help="the silence's number")
    add_seat(parser)
    parser.set_defaults(perform=_lift)


def _add_silence(commands: Parsers) -> None:
    example = "silence concealment --person P-0042 --hours 8 --why 'new phone, agreed'"
    parser = command(commands, "silence", "tell of a theme no more for a while", example)
    parser.add_argument("theme")
    parser.add_argument("--person", help="default: everybody")
    parser.add_argument("--hours", type=float, required=True)
    parser.add_argument("--why", required=True, metavar="REASON")
    add_seat(parser)
    parser.set_defaults(perform=_silence)


def has_theme(store: Store, theme: str) -> bool:
    """Whether anything of a theme is on record."""
    query = select(ALERTS.c.id).where(ALERTS.c.theme == theme).limit(1)
    with store.reading() as connection:
        return connection.execute(query).first() is not None


def _silence(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        seat.does(_operation(given.person), given.person, given.why)
        asked = Asked(given.theme, given.person, given.hours, seat.author, given.why)
        number = silence(store, asked, load_policy(home()), wall_clock())
        known = has_theme(store, given.theme)
    tell(f"silence {number}: {given.theme}, {given.hours:g} hours")
    if not known:
        warn(f"nothing of theme {given.theme} is on record yet: is it spelled so?")
    return 0


def _operation(person: str | None) -> str:
    return "alert.silence" if person else "alert.silence_for_all"


def _silences(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        with store.reading() as connection:
            found = list(listed(connection, None if given.all else wall_clock()))
        seen = seat.seen("alert.consult", {one.person for one in found if one.person})
    rows = [row(one) for one in found if one.person is None or one.person in seen]
    tell_rows(HEADER, rows, given.format)
    return 0


def _lift(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        _lifted(store, seat, given.number)
    tell(f"silence {given.number} is lifted")
    return 0


def _lifted(store: Store, seat: Seat, number: int) -> None:
    with store.reading() as connection:
        person = find(connection, number).person
    seat.does(_operation(person), person)
    lift(store, number, seat.author, wall_clock())
