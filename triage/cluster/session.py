"""One examination on one node: its jailed workers, driven by a thread of their own."""

import threading
import time
from collections import deque
from collections.abc import Callable

from jail.pool import Pool
from jail.tasks import Task
from skerry import SkerryError
from triage.cluster.given import open_same
from triage.cluster.messages import (
    Accepted,
    Answer,
    Broken,
    Greeted,
    Heard,
    Objected,
    Outgoing,
    Sent,
    Told,
    Unopened,
)
from triage.cluster.untold import Untold
from triage.content import Unexamined
from triage.opened import OpenSources

POLL_SECONDS = 0.5
"""How long an exchange waits for something to tell."""

LINGER_SECONDS = 0.05
"""How long it then waits for more, so that one message carries much and a first hit is not late."""

EXPIRY_SECONDS = 60.0
"""After so long without a word the supervisor is taken to be gone."""

_TICK_SECONDS = 0.05


class Session:
    """Workers as ``build`` makes them, over ``evidence``, which is closed at the end."""

    def __init__(self, build: Callable[[], Pool], evidence: OpenSources) -> None:
        self._build = build
        self._evidence = evidence
        self._stirred = threading.Condition()
        self._inbox: list[Sent] = []
        self._untold = Untold()
        self._greeting: Greeted | None = None
        self._over = ""
        self._closing = False
        self._idle = True
        self._sequence = 0
        self._answer: Answer = Told((), True)
        self._heard = time.monotonic()
        self._thread = threading.Thread(target=self._live, daemon=True)
        self._thread.start()

    def greeting(self) -> Greeted:
        """Whether it can work; waits until its first worker is proven."""
        with self._stirred:
            self._stirred.wait_for(lambda: self._greeting is not None)
            return self._greeting or Objected(self._over)

    def exchange(self, outgoing: Outgoing) -> Answer:
        """Take tasks on and tell what happened; the same ``sequence`` gets the same answer."""
        with self._stirred:
            self._heard = time.monotonic()
            if outgoing.sequence == self._sequence:
                return self._answer
            if outgoing.sequence != self._sequence + 1:
                return Broken("it has lost count of what it was told")
            self._sequence = outgoing.sequence
            self._answer = self._exchanged(outgoing.tasks)
            self._heard = time.monotonic()
            return self._answer

    def close(self) -> None:
        """End the workers and wait for their end."""
        with self._stirred:
            self._closing = True
            self._stirred.notify_all()
        self._thread.join()

    def _exchanged(self, tasks: tuple[Sent, ...]) -> Answer:
        self._inbox.extend(tasks)
        self._idle = self._idle and not tasks
        self._stirred.notify_all()
        self._wait_for(lambda: len(self._untold) > 0, POLL_SECONDS)
        self._wait_for(lambda: self._untold.is_much, LINGER_SECONDS)
        if self._over:
            return Broken(self._over)
        events = self._untold.take()
        return Told(events, self._idle and not self._untold)

    def _wait_for(self, wanted: Callable[[], bool], timeout: float) -> None:
        self._stirred.wait_for(lambda: wanted() or self._idle or bool(self._over), timeout)

    # in the thread of the workers

    def _live(self) -> None:
        reason = "its workers broke"
        try:
            with self._evidence, self._build() as pool:
                self._greet(Accepted(pool.size, pool.warnings))
                waiting: deque[Sent] = deque()
                while not self._is_wanted_no_more:
                    self._turn(pool, waiting)
            reason = "it was dismissed"
        except SkerryError as error:
            reason = str(error)
        finally:
            self._end(reason)

    @property
    def _is_wanted_no_more(self) -> bool:
        return self._closing or time.monotonic() - self._heard > EXPIRY_SECONDS

    def _greet(self, greeting: Greeted) -> None:
        with self._stirred:
            self._greeting = greeting
            self._stirred.notify_all()

    def _end(self, reason: str) -> None:
        with self._stirred:
            self._over = reason
            self._greeting = self._greeting or Objected(reason)
            self._stirred.notify_all()

    def _turn(self, pool: Pool, waiting: deque[Sent]) -> None:
        with self._stirred:
            if pool.idle and not waiting and not self._inbox:
                self._stirred.wait(_TICK_SECONDS)
            arrived, self._inbox = self._inbox, []
            full = self._untold.is_too_much
        waiting.extend(sent for sent in arrived if not sent.alone)
        told = self._feed(pool, deque(sent for sent in arrived if sent.alone), len(arrived))
        told += self._feed(pool, waiting, pool.room)
        if full:
            time.sleep(_TICK_SECONDS)
        else:
            told += pool.events(_TICK_SECONDS)
        self._tell(told, idle=pool.idle and not waiting)

    def _feed(self, pool: Pool, waiting: deque[Sent], most: int) -> list[Heard]:
        """Give the pool up to so many tasks; files are opened no sooner, since few may be open."""
        unopened: list[Heard] = []
        for _ in range(min(most, len(waiting))):
            sent = waiting.popleft()
            try:
                pool.submit(self._task(sent))
            except Unexamined as problem:
                unopened.append(Unopened(sent.key, problem.detail))
        return unopened

    def _task(self, sent: Sent) -> Task:
        given = sent.given
        descriptors = () if given is None else (open_same(sent.body, given, self._evidence),)
        return Task(
            sent.key,
            sent.body,
            descriptors,
            large=sent.large,
            alone=sent.alone,
            gives_way=sent.gives_way,
        )

    def _tell(self, told: list[Heard], *, idle: bool) -> None:
        with self._stirred:
            self._untold.add(told)
            self._idle = idle and not self._inbox
            if told or self._idle:
                self._stirred.notify_all()
