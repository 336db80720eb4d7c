"""Events a second of one core, everything durable: ``python -m benchmarks.monitor.engine``.

Batches as a broker hands them over go through the engine: decoded, gated, matched against 20,000
terms, state, alerts, position and the encrypted archive in one transaction. Beside it, from the
same records in the same run: decoding alone, and folding and matching alone.
"""

import argparse
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.monitor import stream
from casework.basis.file import read_basis
from keywords.library import load
from keywords.matcher import Matcher
from monitor.assess import Rules
from monitor.collecting import collect_seldom
from monitor.cover import Cover
from monitor.engine import Engine
from monitor.event import decoded
from monitor.matching import found_in
from monitor.policy import Policy
from monitor.records import Batch, Coordinates, Record
from monitor.running import wall_clock
from monitor.sources.base import MOST_RECORDS
from monitor.store.opening import Store, open_store

SIZE = MOST_RECORDS


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.monitor.engine", description=__doc__
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--terms", type=int, default=20_000)
    parser.add_argument("--store", help="default: a new SQLite file")
    return parser.parse_args()


def measured(name: str, count: int, work: Callable[[], object]) -> None:
    """Print events a second, by processor time and by the clock."""
    processor, clock = time.process_time(), time.perf_counter()
    work()
    spent, passed = time.process_time() - processor, time.perf_counter() - clock
    print(
        f"{name:44} {count / spent:10,.0f} events/s of processor time,"
        f" {count / passed:10,.0f} by the clock, {spent / count * 1e6:6.1f} us an event",
        flush=True,
    )


def rules_in(folder: Path, given: argparse.Namespace) -> Rules:
    """The basis and the library, built."""
    stream.library(folder / "library.yaml", given.terms)
    stream.basis(folder / "basis.json", given.people)
    matcher = Matcher([load(folder / "library.yaml")])
    return Rules(Cover(read_basis(folder / "basis.json")), matcher, Policy())


def keep_all(store: Store, records: list[Record], rules: Rules) -> None:
    """All records through the engine."""
    engine = Engine(store, wall_clock)
    place, _ = store.take_over("skerry.events", 0)
    for start in range(0, len(records), SIZE):
        part = records[start : start + SIZE]
        engine.keep(Batch(part, {place: start + len(part)}), rules)


@contextmanager
def opened(folder: Path, url: str | None) -> Iterator[Store]:
    """The store, closed again."""
    store = open_store(folder, url)
    try:
        yield store
    finally:
        store.close()


def main() -> None:
    """Take the figures."""
    given = options()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        rules = rules_in(folder, given)
        records = [
            Record(Coordinates("skerry.events", 0, offset), key, value, wall_clock())
            for offset, (key, value) in enumerate(
                stream.events(given.events, given.people, given.terms)
            )
        ]
        print(f"{given.events:,} events of {given.people:,} people, {given.terms:,} terms")
        measured("decode", len(records), lambda: [decoded(record) for record in records])
        collect_seldom()
        events = [decoded(record) for record in records]
        measured(
            "fold and match", len(events), lambda: [found_in(one, rules.matcher) for one in events]
        )
        with opened(folder, given.store) as store:
            measured("everything, durable", len(records), lambda: keep_all(store, records, rules))


if __name__ == "__main__":
    main()
