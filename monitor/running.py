"""The loop: take what has arrived, keep its effects, tell of alerts, watch the clock."""

import threading
import time
from collections.abc import Callable
from typing import NamedTuple, Protocol, TypeVar

from monitor.assess import Rules
from monitor.delivery.base import DeliveryError, Target
from monitor.delivery.known import CONTACT
from monitor.delivery.outbox import deliver
from monitor.engine import Engine, Outcome
from monitor.errors import Fenced, MonitorError, Unavailable
from monitor.housekeeping import tidy
from monitor.judged import Judging
from monitor.policy import Policy
from monitor.records import Batch
from monitor.reminding import remind
from monitor.settling import conclude, settle
from monitor.sources.base import Source
from monitor.store.opening import Store
from monitor.store.positions import reached

T = TypeVar("T")

WAIT = 0.2
"""Seconds that a quiet source is waited for before the clock is looked at."""

PATIENCE = 120.0
"""Seconds for which a store that cannot be reached is tried again."""

A_DAY = 86_400.0
"""Seconds between two looks at what is kept for too long."""

TICK = 1.0
"""Seconds between two looks at what is overdue."""


def wall_clock() -> int:
    """µs since 1970 UTC."""
    return time.time_ns() // 1000


class Current(Protocol):
    """Rules as they stand."""

    def current(self) -> Rules:
        """The rules now."""
        ...


class Watched(NamedTuple):
    """Who is told how it goes: after each batch, with what it came to and what still waits.

    ``ticked`` is called about once a second in the loop that reads.
    """

    kept: Callable[[Outcome, int | None], None]
    trouble: Callable[[MonitorError], None]
    ticked: Callable[[int | None], None]


class Running:
    """One monitor process."""

    def __init__(
        self, store: Store, rules: Current, policy: Policy, targets: list[Target], watched: Watched
    ) -> None:
        self._store, self._rules, self._policy = store, rules, policy
        self._targets, self._watched = targets, watched
        names = [target.name for target in targets]
        self._names = tuple(name for name in names if not name.startswith(CONTACT))
        self._engine = Engine(store, wall_clock, self._names)
        self._ticked = 0.0
        self._tidied: float | None = None
        self._judge: Judging | None = None
        self._news = {target.name: threading.Event() for target in targets}
        self._over = threading.Event()
        self._failure: BaseException | None = None

    def judged_by(self, judge: Judging | None) -> None:
        """Let a model say, of alerts that are told, how likely an operator is to act on them."""
        self._judge = judge

    def run(self, source: Source, stop: threading.Event, live: bool) -> None:
        """Read until the source ends or ``stop`` is set; what was taken is kept.

        ``live``: silence is judged by the wall clock as it passes; else by the stream's own times,
        at its end. Raises ``MonitorError`` where the store or the basis cannot be used.
        """
        tellers = [
            threading.Thread(target=self._tell, args=(target,), name=target.name, daemon=True)
            for target in self._targets
        ]
        for teller in tellers:
            teller.start()
        try:
            self._read(source, stop, live)
        finally:
            self._over.set()
            self._posted(len(tellers))
            for teller in tellers:
                teller.join()
        if self._failure is not None:
            raise MonitorError(f"alerts can no longer be told: {self._failure}")

    def _read(self, source: Source, stop: threading.Event, live: bool) -> None:
        while not stop.is_set() and self._failure is None:
            batch = source.take(WAIT)
            if batch is None:
                break
            if batch.records:
                self._keep(batch, source)
            self._tick(source.lag(), live)
        if not live and not stop.is_set():
            self._end(source)

    def _end(self, source: Source) -> None:
        """Once nothing more will come of a whole topic, whoever read the rest of it."""
        self._posted(self._patiently(lambda: self._concluded(source)))

    def _concluded(self, source: Source) -> int:
        with self._store.reading() as connection:
            if not reached(connection, source.topic, source.ends()):
                return 0
        return conclude(self._store, self._engine, self._rules.current(), source.topic)

    def _keep(self, batch: Batch, source: Source) -> None:
        begun = time.monotonic()
        try:
            outcome = self._patiently(lambda: self._engine.keep(batch, self._rules.current()))
        except Fenced as error:
            self._watched.trouble(error)
            source.refused()
            return
        self._posted(outcome.posts)
        taken = time.monotonic() - begun
        self._watched.kept(outcome._replace(seconds=taken), source.lag())

    def _patiently(self, work: Callable[[], T]) -> T:
        """Try again while the store cannot be reached, for ``PATIENCE`` seconds at most."""
        begun = time.monotonic()
        while True:
            try:
                return work()
            except Unavailable as error:
                if time.monotonic() - begun > PATIENCE:
                    raise
                self._watched.trouble(error)
                time.sleep(TICK)

    def _tick(self, lag: int | None, live: bool) -> None:
        """What the clock asks for; silence only where no sign of life may be waiting unread."""
        if time.monotonic() - self._ticked < TICK:
            return
        self._ticked = time.monotonic()
        self._posted(self._patiently(lambda: self._overdue(live and lag == 0)))
        self._patiently(lambda: self._watched.ticked(lag))
        if self._tidied is None or self._ticked - self._tidied > A_DAY:
            self._patiently(lambda: tidy(self._store, self._rules.current(), wall_clock()))
            self._tidied = self._ticked

    def _overdue(self, live: bool) -> int:
        posts = remind(self._store, self._names, self._policy, wall_clock())
        if live:
            posts += settle(self._store, self._engine, self._rules.current(), wall_clock())
        return posts

    def _posted(self, posts: int) -> None:
        if posts:
            for news in self._news.values():
                news.set()

    def _tell(self, target: Target) -> None:
        """Deliver whenever there is news, and in the end all that still waits."""
        news = self._news[target.name]
        try:
            while not self._over.is_set():
                news.wait(TICK)
                news.clear()
                self._told(target, self._policy.notice_gap)
            self._told(target, 0)
            target.close()
        except BaseException as error:
            # alerts that nobody is told of are worse than a process that ends
            self._failure = error
            raise

    def _told(self, target: Target, gap: float) -> None:
        try:
            while deliver(self._store, target, gap, wall_clock(), self._judge):
                pass
        except (DeliveryError, MonitorError) as error:
            self._watched.trouble(error)
