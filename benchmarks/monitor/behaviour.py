"""What behaviour costs: ``python -m benchmarks.monitor.behaviour``.

Two days of events of 100, 1,000 and 20,000 people, assessed and packed a batch at a time as the
engine does, with behaviour and without it, by processor time; and what is remembered of a person.
"""

import argparse
import time
from collections.abc import Callable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from unittest.mock import patch

from benchmarks.machine import machine
from benchmarks.monitor import stream
from casework.basis.file import read_basis
from keywords.library import load
from keywords.matcher import Matcher
from monitor.assess import Kept, Rules, assess
from monitor.behaviour import closing
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.person import behaved
from monitor.cover import Cover
from monitor.event import Event, decoded
from monitor.memory import Memory, packed, unpacked
from monitor.policy import Policy
from monitor.records import Coordinates, Record

BATCH = 1000


def rules_in(folder: Path, people: int) -> Rules:
    """The basis of so many people, and a small library."""
    stream.library(folder / "library.yaml", 500)
    stream.basis(folder / "basis.json", people)
    return Rules(
        Cover(read_basis(folder / "basis.json")),
        Matcher([load(folder / "library.yaml")]),
        Policy(),
    )


def assessed(events: list[Event], rules: Rules) -> tuple[dict[str, bytes], dict[str, Baseline]]:
    """What is remembered of everybody, and what is usual for them."""
    kept: dict[str, bytes] = {}
    usual: dict[str, Baseline] = {}
    for start in range(0, len(events), BATCH):
        memories: dict[str, Memory] = {}
        closed: list[closing.Closed] = []
        for event in events[start : start + BATCH]:
            memory = memories.get(event.person)
            if memory is None:
                known = kept.get(event.person)
                memory = memories[event.person] = unpacked(known) if known else Memory()
            found = assess(event, memory, rules)
            if isinstance(found, Kept):
                closed += found.closed
        behaved(closed, memories, usual, rules.cover)
        kept |= {person: packed(memory) for person, memory in memories.items()}
    return kept, usual


def spent(work: Callable[[], object]) -> float:
    """Seconds of processor time, the least of three."""
    least = float("inf")
    for _ in range(3):
        begun = time.process_time()
        work()
        least = min(least, time.process_time() - begun)
    return least


def without() -> ExitStack:
    """Behaviour left out."""
    stack = ExitStack()
    stack.enter_context(patch.object(closing, "note", lambda *_: None))
    stack.enter_context(patch.object(closing, "note_hits", lambda *_: None))
    stack.enter_context(patch.object(closing, "pass_to", lambda *_: []))
    return stack


def main() -> None:
    """Take the figures."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.monitor.behaviour", description=__doc__
    )
    parser.add_argument("--events", type=int, default=60_000)
    given = parser.parse_args()
    print(machine())
    for people in (100, 1000, 20_000):
        with TemporaryDirectory() as name:
            rules = rules_in(Path(name), people)
        events = [
            decoded(Record(Coordinates("t", 0, offset), key, value, None))
            for offset, (key, value) in enumerate(stream.events(given.events, people, 500))
        ]
        whole = spent(partial(assessed, events, rules))
        with without():
            bare = spent(partial(assessed, events, rules))
        kept, _ = assessed(events, rules)
        size = sum(map(len, kept.values())) / len(kept)
        print(
            f"{people:6,} people: {whole / len(events) * 1e6:5.1f} us an event,"
            f" {bare / len(events) * 1e6:5.1f} without behaviour,"
            f" {size:5.0f} bytes a person remembered, {max(map(len, kept.values())):5} at most"
        )


if __name__ == "__main__":
    main()
