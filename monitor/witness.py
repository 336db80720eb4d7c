"""Who is told how a run goes: counts it, writes it down, and gives the process's sign of life."""

import logging
import os
import socket
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from monitor.delivery.base import DeliveryError
from monitor.engine import Outcome
from monitor.errors import Fenced, MonitorError
from monitor.journal import Happening, Journal, Pace, counted
from monitor.metrics import Metrics
from monitor.records import Place
from monitor.rules import Libraries
from monitor.running import wall_clock
from monitor.sources.base import Positions
from monitor.store.opening import Store
from monitor.store.patience import uncontended
from monitor.store.workers import Life, alive, gone

SUMMARY = 10.0
"""Seconds between two lines that sum up batches."""


def process_name() -> str:
    """The host, and the number of the process on it."""
    return f"{socket.gethostname()}:{os.getpid()}"


class Counts:
    """What a run, or a stretch of it, came to."""

    def __init__(self) -> None:
        self.batches = self.records = self.events = self.poison = self.refused = self.posts = 0
        self.longest = 0.0
        self.refusals: Counter[str] = Counter()

    def add(self, outcome: Outcome) -> None:
        """Add a batch."""
        self.batches += 1
        self.records += outcome.records
        self.events += outcome.events
        self.poison += outcome.poison
        self.refused += outcome.refused
        self.posts += outcome.posts
        self.longest = max(self.longest, outcome.seconds)
        self.refusals.update(outcome.refusals)


class Witness:
    """One run's."""

    def __init__(
        self, store: Store, libraries: Libraries, journal: Journal, metrics: Metrics | None
    ) -> None:
        self._store, self._libraries, self._metrics = store, libraries, metrics
        self.journal, self.counts = journal, Counts()
        self._name, self._started = process_name(), wall_clock()
        self._pace, self._stretch = Pace(), Counts()
        self._summed = time.monotonic()
        self._matcher, self._problem = libraries.matcher, libraries.problem

    def kept(self, outcome: Outcome, _lag: int | None) -> None:
        """A batch was kept."""
        self.counts.add(outcome)
        self._stretch.add(outcome)
        if self._metrics is not None:
            self._metrics.kept(outcome)
        if outcome.poisons:
            self.journal.say(
                Happening.QUARANTINE, counted(outcome.poisons), reasons=outcome.poisons
            )
        self._look_at_libraries()

    def trouble(self, error: MonitorError) -> None:
        """Something failed that is tried again."""
        kind = Happening.TROUBLE
        if isinstance(error, Fenced):
            kind = Happening.FENCED
        elif isinstance(error, DeliveryError):
            kind = Happening.DELIVERY_TROUBLE
        self.journal.say(kind, str(error))

    def ticked(self, lag: int | None) -> None:
        """A second has passed in the loop that reads: it is alive."""
        if self._metrics is not None:
            self._metrics.stands(lag, self._libraries.problem is not None)
        life = Life(
            self._name,
            self._started,
            wall_clock(),
            self.counts.events,
            lag,
            self._pace.rate(self.counts.events),
        )
        with self._store.writing() as connection:
            alive(connection, life)
        if time.monotonic() - self._summed >= SUMMARY:
            self.sum_up(lag)

    def sum_up(self, lag: int | None) -> None:
        """A line about the batches since the last such line."""
        stretch, self._stretch = self._stretch, Counts()
        self._summed = time.monotonic()
        self.journal.say(
            Happening.BATCHES,
            _in_words(stretch, lag),
            batches=stretch.batches,
            records=stretch.records,
            events=stretch.events,
            refused=dict(stretch.refusals),
            alerts_to_tell=stretch.posts,
            longest_batch_ms=round(stretch.longest * 1000),
            lag=lag,
        )

    def _look_at_libraries(self) -> None:
        matcher, problem = self._libraries.matcher, self._libraries.problem
        if matcher is not self._matcher:
            self._matcher = matcher
            named = ", ".join(f"{one.name} {one.version}" for one in matcher.libraries)
            self.journal.say(Happening.LIBRARIES_SWAPPED, libraries=named)
        if problem != self._problem:
            self._problem = problem
            if problem is not None:
                self.journal.say(Happening.LIBRARIES_REFUSED, problem)

    @contextmanager
    def witnessing(self) -> Iterator[None]:
        """Around a run: its beginning, its end, and what Kafka's side has to say."""
        handler = _ToJournal(self.journal)
        logging.getLogger("monitor").addHandler(handler)
        named = ", ".join(f"{one.name} {one.version}" for one in self._matcher.libraries)
        self.journal.say(Happening.START, libraries=named or "none")
        try:
            yield
            if self._stretch.batches:
                self.sum_up(None)
            counts = self.counts
            self.journal.say(Happening.STOP, records=counts.records, events=counts.events)
        finally:
            logging.getLogger("monitor").removeHandler(handler)
            uncontended(self._gone)

    def _gone(self) -> None:
        with self._store.writing() as connection:
            gone(connection, self._name, wall_clock())


def _in_words(stretch: Counts, lag: int | None) -> str:
    waiting = "unknown" if lag is None else lag
    outside = f" ({counted(dict(stretch.refusals))})" if stretch.refused else ""
    return (
        f"{stretch.records} records in {stretch.batches} batches, the longest"
        f" {round(stretch.longest * 1000)} ms: {stretch.events} events,"
        f" {stretch.refused} outside the legal basis{outside}; waiting {waiting}"
    )


class WatchedPositions:
    """The store's positions; each partition that is taken over is written down."""

    def __init__(self, positions: Positions, journal: Journal) -> None:
        self._positions, self._journal = positions, journal

    def take_over(self, topic: str, partition: int) -> tuple[Place, int]:
        """As ``Positions`` says."""
        place, offset = self._positions.take_over(topic, partition)
        self._journal.say(
            Happening.PARTITIONS,
            topic=topic,
            partition=partition,
            reads_from=offset,
            owner=place.epoch,
        )
        return place, offset


class _ToJournal(logging.Handler):
    """Warnings of the monitor's own modules."""

    def __init__(self, journal: Journal) -> None:
        super().__init__(logging.WARNING)
        self._journal = journal

    def emit(self, record: logging.LogRecord) -> None:
        self._journal.say(Happening.TROUBLE, record.getMessage())
