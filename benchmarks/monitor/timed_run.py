"""The monitor's own loop over a topic to its end, timed without start-up and building libraries."""

import argparse
import json
import threading
import time
from contextlib import closing
from pathlib import Path

from monitor.collecting import collect_seldom
from monitor.engine import Outcome
from monitor.policy import Policy
from monitor.rules import FileBasis, Libraries, LiveRules
from monitor.running import Running, Watched
from monitor.sources.kafka import open_kafka
from monitor.store.opening import open_store


def main() -> None:
    """Read the topic; print seconds and events."""
    parser = argparse.ArgumentParser()
    parser.add_argument("url")
    parser.add_argument("folder", type=Path, help="library.yaml and basis.json are in it")
    parser.add_argument("home", type=Path)
    parser.add_argument("--store", help="default: SQLite in the home")
    given = parser.parse_args()
    libraries = Libraries([given.folder / "library.yaml"])
    policy = Policy()
    rules = LiveRules(FileBasis(given.folder / "basis.json"), libraries, policy)
    counts: list[int] = []

    def kept(outcome: Outcome, _lag: int | None) -> None:
        counts.append(outcome.events)

    watched = Watched(kept, print, lambda _lag: None)
    with closing(open_store(given.home, given.store)) as store:
        collect_seldom()
        processor, begun = time.process_time(), time.perf_counter()
        with closing(open_kafka(given.url, store, until_end=True)) as source:
            Running(store, rules, policy, [], watched).run(source, threading.Event(), live=False)
        seconds, spent = time.perf_counter() - begun, time.process_time() - processor
    print(json.dumps({"events": sum(counts), "seconds": seconds, "processor": spent}))


if __name__ == "__main__":
    main()
