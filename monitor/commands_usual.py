"""``skerry monitor baseline`` and ``rebuild``: what is usual for a person, and whether it holds."""

import argparse
from contextlib import closing

from casework.asking import Parsers
from casework.terminal import tell, tell_json
from monitor.asking import add_rules, rules_of
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.usual import lines, usual
from monitor.commands_alerts import command
from monitor.rebuilding import Rebuilt, rebuild
from monitor.seat import add_author, add_seat, seated
from monitor.store.baselines import read
from monitor.store.keys import stored_keys
from monitor.store.opening import Store, known_store
from skerry import home

EXIT_IMPERFECT = 3


def add(commands: Parsers) -> None:
    """Add the commands."""
    parser = command(commands, "baseline", "what is usual for a person", "baseline P-0042")
    parser.add_argument("person")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_seat(parser)
    parser.set_defaults(perform=_baseline)
    text = "recompute a person's days and baseline from the archive, and compare"
    parser = command(commands, "rebuild", text, "rebuild P-0042 --basis basis.json")
    parser.add_argument("person")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_rules(parser)
    add_author(parser)
    parser.set_defaults(perform=_rebuild)


def _baseline(given: argparse.Namespace) -> int:
    with seated(given) as seat, closing(known_store(home(), given.store)) as store:
        seat.does("alert.consult", given.person)
        found = usual(given.person, baseline_of(store, given.person))
    if given.json:
        tell_json(found)
        return 0
    for line in lines(found):
        tell(line)
    return 0


def baseline_of(store: Store, person: str) -> Baseline:
    """A person's baseline, an empty one where no day of theirs is over."""
    with store.reading() as connection:
        keys = stored_keys(connection, store.master, [person])
        return read(connection, keys).get(person, Baseline())


def _rebuild(given: argparse.Namespace) -> int:
    with (
        seated(given) as seat,
        closing(known_store(home(), given.store)) as store,
        rules_of(given) as rules,
    ):
        seat.does("alert.consult", given.person)
        found = rebuild(store, given.person, rules.current())
    if given.json:
        tell_json(found)
    else:
        tell(said(found))
    return 0 if found.agrees else EXIT_IMPERFECT


def said(found: Rebuilt) -> str:
    """What a rebuilding came to, in words."""
    head = f"{found.person}: {found.days} days from {found.events} archived events"
    if found.refused:
        head += f" ({found.refused} outside the basis as it is now)"
    if found.agrees:
        return f"{head}: the baseline is exactly what they give"
    differs = "the baseline" if not found.baseline_agrees else "a day that is not over"
    return f"{head}: {differs} differs from what they give, or the archive lacks some"
