"""Milliseconds from an event to its alert being told: ``python -m benchmarks.monitor.latency``.

A process sends events to a broker at a steady rate; one monitor reads them, with 20,000 terms and
everything durable in SQLite, and tells of alerts as they are raised. One event in a hundred raises
one, each of another person. Taken from just before the event is sent until a target is told.
"""

import argparse
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Sequence
from contextlib import closing
from pathlib import Path

import numpy as np

from benchmarks.machine import machine
from benchmarks.monitor import stream
from benchmarks.monitor.one_broker import one_broker
from examples.kafka.topics import EVENTS, make_topics
from monitor.collecting import collect_seldom
from monitor.delivery.base import Notice
from monitor.delivery.kafka import Message, open_producer
from monitor.policy import Policy
from monitor.rules import FileBasis, Libraries, LiveRules
from monitor.running import Running, Watched
from monitor.sources.kafka import open_kafka
from monitor.store.opening import open_store

TICK = 0.005
SECONDS = 20.0
ONE_IN = 100
PARTITIONS = 4


class Told:
    """A target that notes how long ago each alert's event was sent, by its id."""

    name = "measured"

    def __init__(self) -> None:
        self.found: list[float] = []

    def deliver(self, notices: Sequence[Notice]) -> None:
        """Note when the event of each was sent."""
        now = time.time_ns()
        for notice in notices:
            sent = notice.alert.evidence[-1].event.partition("-")[0]
            if sent.isdigit():
                self.found.append((now - int(sent)) / 1e6)

    def close(self) -> None:
        """Nothing is held open."""


def send(address: str, rate: int, people: int) -> None:
    """Send at a rate for a while; an event's id begins with when it was sent, in ns."""
    hit, plain = stream.words(2, 1)[1] + "q", " ".join(stream.words(40, 2))
    with closing(open_producer(f"kafka://{address}/{EVENTS}")) as producer:
        begun, sent = time.perf_counter(), 0
        while (passed := time.perf_counter() - begun) < SECONDS:
            due = int(passed * rate)
            messages = [
                _message(number // ONE_IN % people, number, f"{plain} {hit}")
                if number % ONE_IN == 0
                else _message(number % people, number, plain)
                for number in range(sent, due)
            ]
            sent = due
            if messages:
                producer.send(messages)
            time.sleep(TICK)


def _message(person: int, number: int, text: str) -> Message:
    now = time.time_ns()
    value = (
        f'{{"specversion":"1.0","id":"{now}-{number}","source":"device/D-{person:05}",'
        f'"subject":"P-{person:05}","type":"skerry.message_sent.v1",'
        f'"time":"{time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(now // 10**9))}",'
        f'"data":{{"app":"org.example.chat","counterparty":"c-1","text":"{text}"}}}}'
    )
    return Message(EVENTS, f"P-{person:05}".encode(), value.encode())


def measured(address: str, folder: Path, given: argparse.Namespace, rate: int) -> None:
    """One rate: a line of figures."""
    told, stop, counts = Told(), threading.Event(), [0]
    policy = Policy()
    libraries = Libraries([folder / "library.yaml"])
    rules = LiveRules(FileBasis(folder / "basis.json"), libraries, policy)

    def kept(outcome: object, _lag: int | None) -> None:
        counts[0] += getattr(outcome, "events", 0)

    watched = Watched(kept, print, lambda _lag: None)
    with closing(open_store(folder / f"home-{rate}")) as store:
        url = f"kafka://{address}/{EVENTS}?group=latency-{rate}"
        with closing(open_kafka(url, store)) as source:
            collect_seldom()
            running = Running(store, rules, policy, [told], watched)
            reader = threading.Thread(target=running.run, args=(source, stop, True))
            reader.start()
            time.sleep(5)
            told.found.clear()
            words = [sys.executable, "-m", "benchmarks.monitor.latency", "--send", address]
            words += ["--rate", str(rate), "--people", str(given.people)]
            subprocess.run(words, check=True)
            time.sleep(2)
            stop.set()
            reader.join()
    warm = told.found[len(told.found) // 4 :]  # at first every person is new
    middle, worst = np.percentile(warm, [50, 99])
    print(
        f"{rate:>6,} events/s: {len(warm):,} alerts of {counts[0]:,} events,"
        f" median {middle:.0f} ms, p99 {worst:.0f} ms",
        flush=True,
    )


def main() -> None:
    """Start a broker; one rate after the other, each on a broker of its own."""
    parser = argparse.ArgumentParser("benchmarks.monitor.latency", description=__doc__)
    parser.add_argument("--people", type=int, default=5000)
    parser.add_argument("--terms", type=int, default=20_000)
    parser.add_argument("--rates", type=int, nargs="*", default=[2000, 10_000])
    parser.add_argument("--send", help=argparse.SUPPRESS)
    parser.add_argument("--rate", type=int, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.send:
        send(given.send, given.rate, given.people)
        return
    print(machine())
    for rate in given.rates:
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            stream.library(folder / "library.yaml", given.terms)
            stream.basis(folder / "basis.json", given.people)
            with one_broker(folder / "kafka") as address:
                make_topics(address, {EVENTS: PARTITIONS})
                measured(address, folder, given, rate)


if __name__ == "__main__":
    main()
