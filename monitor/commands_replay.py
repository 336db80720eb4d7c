"""``skerry monitor replay``: read a source again, for what was quarantined or for a backlog."""

import argparse
from contextlib import closing

from casework.asking import Parsers
from casework.importing.rows import moment
from casework.terminal import tell, tell_json
from monitor import commands_whatif
from monitor.asking import add_rules, rules_of
from monitor.assess import Rules
from monitor.backlog import analyse, backlog_in
from monitor.commands_alerts import command
from monitor.delivery.known import known_targets
from monitor.engine import Engine
from monitor.errors import MonitorError
from monitor.replaying import replay_quarantined
from monitor.running import wall_clock
from monitor.seat import Seat, add_author, seated
from monitor.sources.again import Again, open_again
from monitor.store.decisions import Decided, Decision
from monitor.store.opening import Store, known_store
from skerry import UsageError, home

EXIT_IMPERFECT = 3


def add(commands: Parsers) -> None:
    """Add the command."""
    example = (
        "replay --quarantined --source events.jsonl\n"
        "         skerry monitor replay --backlog --person P-0042 --source events.jsonl"
        " --why 'agreed with the sheriff'"
    )
    parser = command(commands, "replay", "read a source again", example)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--quarantined", action="store_true", help="records that can be understood by now"
    )
    what.add_argument(
        "--backlog", action="store_true", help="what arrived after a basis ended: a decision"
    )
    what.add_argument(
        "--from",
        type=moment,
        dest="since",
        metavar="T",
        help="history under other rules, as whatif shows it: nothing live is touched",
    )
    parser.add_argument("--source", metavar="SOURCE", help="the source as before")
    commands_whatif.add_options(parser)
    parser.add_argument("--person", help="whose backlog")
    parser.add_argument("--why", metavar="REASON", help="why the backlog is analysed")
    parser.add_argument("--json", action="store_true", help="print JSON")
    add_rules(parser)
    add_author(parser)
    parser.set_defaults(perform=_replay)


def _replay(given: argparse.Namespace) -> int:
    if given.since is not None:
        return commands_whatif.perform(given)
    if given.source is None:
        raise UsageError("--quarantined and --backlog ask for --source")
    if given.backlog and not (given.person and given.why):
        raise UsageError("--backlog asks for --person and --why")
    if given.quarantined and given.person:
        raise UsageError("--person goes with --backlog: a quarantined record has no person")
    with (
        seated(given) as seat,
        closing(known_store(home(), given.store)) as store,
        rules_of(given) as rules,
        closing(open_again(given.source)) as source,
    ):
        with store.reading() as connection:
            engine = Engine(store, wall_clock, tuple(known_targets(connection)))
        perform = _backlog if given.backlog else _quarantined
        return perform(given, seat, store, engine, rules.current(), source)


def _quarantined(
    given: argparse.Namespace,
    seat: Seat,
    store: Store,
    engine: Engine,
    rules: Rules,
    source: Again,
) -> int:
    seat.does("quarantine.replay", None, given.why)
    done = replay_quarantined(store, engine, rules, source, wall_clock)
    if not done.asked and not given.json:
        raise MonitorError("nothing is quarantined of this source: monitor quarantine lists all")
    if given.json:
        tell_json(done)
    else:
        tell(
            f"{done.asked} quarantined records: {done.understood} understood now"
            f" ({done.events} events that were not seen before,"
            f" {done.refused} of them outside the legal basis),"
            f" {done.not_understood} not yet, {done.gone} gone from the source,"
            f" {done.changed} changed in it"
        )
    return 0 if done.understood == done.asked else EXIT_IMPERFECT


def _backlog(
    given: argparse.Namespace,
    seat: Seat,
    store: Store,
    engine: Engine,
    rules: Rules,
    source: Again,
) -> int:
    events = backlog_in(source.every(), given.person, rules)
    if not events:
        raise MonitorError(f"the source holds no backlog of {given.person}")
    seat.does("backlog.replay", given.person, given.why)
    decided = Decided(
        given.person, Decision.BACKLOG_REPLAYED, seat.author, wall_clock(), 0, given.why
    )
    done = analyse(store, engine, rules, events, decided)
    if given.json:
        tell_json(done)
        return 0
    tell(
        f"{done.found} events of {given.person} in the backlog: {done.new} analysed now"
        f" ({done.held_apart} held apart, not read), {done.signals} signals;"
        " the decision is on record"
    )
    return 0
