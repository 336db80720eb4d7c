"""``skerry monitor run``: read events until the source ends, or until it is asked to stop."""

import argparse
import os
import secrets
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

from casework.asking import RAW, Parsers
from casework.terminal import tell, tell_json
from monitor.asking import add_model, add_rules, judge_named, rules_of
from monitor.collecting import collect_seldom
from monitor.delivery.base import Target
from monitor.delivery.opening import open_contacts, open_target
from monitor.delivery.quarantine import open_sink, telling
from monitor.delivery.routing import for_welfare
from monitor.errors import MonitorError
from monitor.journal import Form, Happening, Journal
from monitor.metrics import Metrics, served
from monitor.policy import Policy, load_policy
from monitor.running import Running, Watched
from monitor.sources.base import Positions, Source
from monitor.sources.lines import open_file, open_standard_input
from monitor.store.opening import open_store
from monitor.witness import Counts, WatchedPositions, Witness, process_name
from skerry import home

EXIT_IMPERFECT = 3
KAFKA = "kafka://"


def add(commands: Parsers) -> None:
    """Add the command."""
    parser = commands.add_parser(
        "run",
        help="read events, match them, raise alerts",
        formatter_class=RAW,
        epilog="example: skerry monitor run --source events.jsonl --basis basis.json",
    )
    parser.add_argument(
        "--source", required=True, metavar="SOURCE", help="kafka://HOST:PORT/TOPIC, FILE.jsonl or -"
    )
    add_rules(parser)
    parser.add_argument("--store", metavar="URL", help="default: monitor.db in SKERRY_HOME")
    parser.add_argument(
        "--alerts-to",
        action="append",
        default=[],
        metavar="URL",
        help="FILE.jsonl, -, kafka://HOST:PORT/TOPIC or https://…",
    )
    parser.add_argument(
        "--quarantine-to",
        action="append",
        default=[],
        metavar="URL",
        help="FILE.jsonl, - or kafka://HOST:PORT/TOPIC: where records stand that are no events",
    )
    parser.add_argument(
        "--until-end", action="store_true", help="end where Kafka's topic ends now, as a file does"
    )
    parser.add_argument(
        "--metrics", metavar="HOST:PORT", help="answer Prometheus there, as in 127.0.0.1:9464"
    )
    parser.add_argument(
        "--log",
        choices=[str(form) for form in Form],
        default=str(Form.PLAIN),
        help="how the log on standard error is written",
    )
    add_model(parser)
    parser.add_argument("--json", action="store_true", help="print the summary as JSON")
    parser.set_defaults(perform=perform)


def perform(given: argparse.Namespace) -> int:
    """Run; 3 where something was quarantined."""
    policy = load_policy(home())
    stop = threading.Event()
    with ExitStack() as stack:
        rules = stack.enter_context(rules_of(given))
        store = stack.enter_context(closing(open_store(home(), given.store)))
        journal = Journal(Form(given.log), process_name(), is_live(given))
        metrics = None if given.metrics is None else Metrics(store)
        witness = Witness(store, rules.libraries, journal, metrics)
        targets = targets_of(given.alerts_to, policy, journal)
        sinks = [open_sink(address) for address in given.quarantine_to]
        if metrics is not None:
            stack.enter_context(served(metrics, given.metrics))
        stack.enter_context(witness.witnessing())
        positions = WatchedPositions(store, journal)
        source = stack.enter_context(closing(open_source(given, positions)))
        stack.enter_context(telling(store, sinks, witness.trouble))
        judge = judge_named(given.model, witness.trouble)
        watched = Watched(witness.kept, witness.trouble, witness.ticked)
        running = Running(store, rules, policy, targets, watched)
        running.judged_by(judge)
        collect_seldom()
        with stopping(stop):
            running.run(source, stop, live=is_live(given))
    tell_counts(witness.counts, given.json)
    wonder(witness.counts, journal)
    return EXIT_IMPERFECT if witness.counts.poison else 0


def targets_of(addresses: list[str], policy: Policy, journal: Journal) -> list[Target]:
    """Who is told; raises ``MonitorError``."""
    if addresses and not policy.welfare:
        text = "no welfare route is configured: what may be a risk to self goes the ordinary way"
        journal.say(Happening.NOTICE, text)
    ordinary = [open_target(address, home()) for address in dict.fromkeys(addresses)]
    welfare = [open_target(address, home()) for address in dict.fromkeys(policy.welfare)]
    contacts = open_contacts(policy.contacts, home())
    return [*ordinary, *(for_welfare(target) for target in welfare), *contacts]


def is_live(given: argparse.Namespace) -> bool:
    """Whether silence is judged as the wall clock passes: files and ended topics have their own."""
    return bool(given.source.startswith(KAFKA)) and not given.until_end


def open_source(given: argparse.Namespace, store: Positions) -> Source:
    """The source that was named; raises ``MonitorError``."""
    if given.source.startswith(KAFKA):
        from monitor.sources.kafka import open_kafka  # noqa: PLC0415 - only where there is a broker

        return open_kafka(given.source, store, until_end=given.until_end)
    if given.source == "-":
        return open_standard_input(sys.stdin.fileno(), store, secrets.token_hex(8))
    if "://" in given.source:
        raise MonitorError(f"events are not read from {given.source}: kafka://, a file or -")
    return open_file(Path(given.source), store)


@contextmanager
def stopping(stop: threading.Event) -> Iterator[None]:
    """SIGTERM and SIGINT end the loop after the batch in hand; a second one ends it at once."""

    def ask(number: int, _frame: object) -> None:
        if stop.is_set():
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        stop.set()

    before = {one: signal.signal(one, ask) for one in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def wonder(counts: Counts, journal: Journal) -> None:
    """Whether it was the right source at all."""
    if not counts.records:
        text = "nothing was read: the source is empty, or was read before"
        journal.say(Happening.NOTICE, text)
    elif counts.poison == counts.records:
        text = "none of it is an event: monitor quarantine says why; is it the right source?"
        journal.say(Happening.NOTICE, text)


def tell_counts(counts: Counts, as_json: bool) -> None:
    """What the run came to."""
    again = counts.records - counts.events - counts.poison
    if as_json:
        names = ("records", "events", "poison", "refused", "posts")
        tell_json({name: getattr(counts, name) for name in names} | {"seen_before": again})
        return
    tell(
        f"{counts.records} records: {counts.events} events"
        f" ({counts.refused} outside the legal basis), {again} seen before,"
        f" {counts.poison} quarantined"
    )
