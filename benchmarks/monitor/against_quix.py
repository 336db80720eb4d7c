"""The whole job beside Quix Streams: ``python -m benchmarks.monitor.against_quix``.

One broker on this machine, four partitions, one process that reads. Both fold and match with the
same matcher and the same 20,000 terms, keep a state a person and leave a durable alert. The monitor
also passes every event through the gate, knows duplicates, and keeps the encrypted archive, all in
SQLite; Quix keeps RocksDB and a changelog topic. ``--quix`` names a Python that has quixstreams and
what the monitor needs (it is started with this checkout on its path).
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.machine import machine
from benchmarks.monitor import stream
from benchmarks.monitor.one_broker import one_broker
from examples.kafka.topics import EVENTS, make_topics
from monitor.delivery.kafka import Message, open_producer

PARTITIONS = 4
AT_ONCE = 5000
ROOT = Path(__file__).parents[2]


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(
        "python -m benchmarks.monitor.against_quix", description=__doc__
    )
    parser.add_argument("--events", type=int, default=100_000)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--terms", type=int, default=20_000)
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--quix", default=sys.executable, help="a Python that has quixstreams")
    return parser.parse_args()


def filled(address: str, given: argparse.Namespace) -> None:
    """Put the events on the topic."""
    make_topics(address, {EVENTS: PARTITIONS, "quix.alerts": PARTITIONS})
    producer = open_producer(f"kafka://{address}/{EVENTS}")
    found = stream.events(given.events, given.people, given.terms)
    for start in range(0, len(found), AT_ONCE):
        producer.send([Message(EVENTS, *one) for one in found[start : start + AT_ONCE]])
    producer.close()


def ours(address: str, folder: Path, number: int) -> dict[str, float]:
    """The monitor's loop to the end of the topic."""
    url = f"kafka://{address}/{EVENTS}?group=skerry-{time.monotonic_ns()}"
    words = [sys.executable, "-m", "benchmarks.monitor.timed_run", url, str(folder)]
    return _run([*words, str(folder / f"home-{number}")])


def _run(words: list[str]) -> dict[str, float]:
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, cwd=ROOT, env=environment)
    found: dict[str, float] = json.loads(done.stdout.splitlines()[-1])
    return found


def theirs(address: str, folder: Path, number: int, given: argparse.Namespace) -> dict[str, float]:
    """The same on Quix Streams."""
    words = [given.quix, "-m", "benchmarks.monitor.quix_job", address, str(folder / "library.yaml")]
    return _run([*words, str(folder / f"quix-{number}"), str(given.events)])


def told(name: str, runs: list[dict[str, float]]) -> float:
    """A line with medians; events a second of processor time."""
    clock = statistics.median(run["events"] / run["seconds"] for run in runs)
    processor = statistics.median(run["events"] / run["processor"] for run in runs)
    print(f"{name:28} {clock:10,.0f} events/s by the clock, {processor:10,.0f} of processor time")
    return processor


def main() -> None:
    """Start a broker, fill it, read it with both in turn."""
    given = options()
    print(machine())
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        stream.library(folder / "library.yaml", given.terms)
        stream.basis(folder / "basis.json", given.people)
        with one_broker(folder / "kafka") as address:
            filled(address, given)
            mine, quix = [], []
            for number in range(given.repeat):
                mine.append(ours(address, folder, number))
                quix.append(theirs(address, folder, number, given))
    ratio = told("skerry monitor run", mine) / told("Quix Streams", quix)
    print(f"ratio, of processor time: {ratio:.2f}")


if __name__ == "__main__":
    main()
