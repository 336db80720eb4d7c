"""``skerry monitor tidy``: let go of what is past its time, as a running process does daily."""

import argparse
from contextlib import closing

from casework.asking import Parsers
from casework.terminal import tell, tell_json
from monitor.asking import add_rules, rules_of
from monitor.commands_alerts import command
from monitor.housekeeping import tidy
from monitor.running import wall_clock
from monitor.store.opening import known_store
from skerry import home


def add(commands: Parsers) -> None:
    """Add the command."""
    example = "tidy --basis basis.json"
    parser = command(commands, "tidy", "let go of what is past its time", example)
    add_rules(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(perform=_tidy)


def _tidy(given: argparse.Namespace) -> int:
    with rules_of(given) as rules, closing(known_store(home(), given.store)) as store:
        done = tidy(store, rules.current(), wall_clock())
    if given.json:
        tell_json(done._asdict())
    else:
        tell(
            f"{done.packs} packs of events, {done.seen} marks of events seen and"
            f" {done.baselines} baselines are gone"
        )
    return 0
