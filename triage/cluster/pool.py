"""The workforce of a cluster, as the phases of an examination see it. Needs Dask."""

import os
import time
from collections.abc import Callable, Iterator
from types import TracebackType
from typing import Self

from jail.tasks import Completed, Emitted, Event, Task
from skerry import SkerryError
from triage.cluster.access import Access
from triage.cluster.given import described, open_given
from triage.cluster.ledger import Ledger
from triage.cluster.link import Link
from triage.cluster.messages import Charter, Sent, Unopened
from triage.cluster.messages import encode as packed
from triage.cluster.news import Ended, Joined, Looked, Lost, News, Refused, Said
from triage.content import Unexamined
from triage.jobs import Inspect, decode_job
from triage.opened import OpenSources
from triage.phases.inspect import failed_entry
from triage.records import READ_FAILED, encode
from triage.sources.storage import FAILURES

GREETING_SECONDS = 60.0
"""How long the run waits at its start for nodes that have not answered, once one has joined."""

NODE_SECONDS = 30.0
"""How long it waits for any node, at its start and where all are lost."""

_TICK_SECONDS = 0.2


class ClusterPool:
    """Jailed workers on the nodes of a Dask cluster. A context manager, for use by one thread."""

    def __init__(
        self, access: Access, charter: Charter, sources: OpenSources, say: Callable[[str], None]
    ) -> None:
        """Connect, and wait until every node there is has joined or been refused.

        ``say`` is told of nodes that come and go. Raises ``SkerryError`` where the cluster cannot
        be reached or no node can be used.
        """
        self._address = access.address
        self._sources = sources
        self._say = say
        self._ledger = Ledger()
        self._names: dict[str, str] = {}
        self._refused: list[str] = []
        self._due: int | None = None
        self._events: list[Event] = []
        self._deserted = time.monotonic()
        self._link = Link(access, packed(charter))
        try:
            self._gather()
        except BaseException:
            self.close()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    @property
    def size(self) -> int:
        """How many ordinary workers the nodes have together."""
        return self._ledger.size

    @property
    def room(self) -> int:
        """How many more tasks keep the nodes busy."""
        return self._ledger.room

    @property
    def unfinished(self) -> Iterator[str]:
        """The keys of the tasks that have neither completed nor failed."""
        return self._ledger.unfinished()

    @property
    def idle(self) -> bool:
        """Whether nothing submitted is unfinished and no event is untold."""
        return self._ledger.idle and not self._events

    def submit(self, task: Task) -> None:
        """Take a task on. Its descriptor is closed: the node opens the file where it is."""
        given = described(task.descriptors[0]) if task.descriptors else None
        for descriptor in task.descriptors:
            os.close(descriptor)
        sent = Sent(task.key, task.body, task.large, task.alone, task.gives_way, given)
        self._ledger.submit(sent)

    def events(self, timeout: float) -> list[Event]:
        """What happened; waits up to ``timeout`` seconds for something, not at all when idle.

        Raises ``SkerryError`` where the cluster is gone, or all its nodes stay away.
        """
        until = time.monotonic() + timeout
        self._turn(0)
        while not self._events and not self._ledger.idle:
            left = until - time.monotonic()
            if left <= 0:
                break
            self._turn(min(left, _TICK_SECONDS))
        told, self._events = self._events, []
        return told

    def close(self) -> None:
        """End the nodes' workers, whatever they are at. May be called again."""
        self._link.close()

    def _gather(self) -> None:
        began = time.monotonic()
        while self._due is None or len(self._names) + len(self._refused) < max(1, self._due):
            self._turn(_TICK_SECONDS)
            waited = time.monotonic() - began
            if self._names and waited > GREETING_SECONDS:
                return
        if not self._names:
            refused = "; ".join(self._refused)
            raise SkerryError(f"no node of the cluster at {self._address} can be used: {refused}")

    def _turn(self, timeout: float) -> None:
        self._give()
        for news in self._link.hear(timeout):
            self._take(news)
        if self._names:
            self._deserted = time.monotonic()
        elif time.monotonic() - self._deserted > NODE_SECONDS:
            raise SkerryError(f"the cluster at {self._address} has no node")
        self._give()

    def _give(self) -> None:
        for address, tasks in self._ledger.give(time.monotonic()).items():
            self._link.send(address, tasks)

    def _take(self, news: News) -> None:
        match news:
            case Looked(nodes=nodes):
                self._due = nodes
            case Joined():
                self._join(news)
            case Refused(name=name, reason=reason):
                self._refused.append(f"{name}: {reason}")
                self._say(f"node {name} is refused: {reason}")
            case Said(address=address, events=events):
                self._events += self._ledger.hear(address, events, time.monotonic())
                for event in events:
                    if isinstance(event, Unopened):
                        self._open_here(address, event)
            case Lost(address=address, name=name, reason=reason):
                self._say(f"node {name} is lost, its work is done again: {reason}")
                self._lose(address)
            case Ended(reason=reason):
                raise SkerryError(f"the cluster at {self._address}: {reason}")

    def _join(self, news: Joined) -> None:
        self._names[news.address] = news.name
        self._ledger.join(news.address, news.size)
        for warning in news.warnings:
            self._say(f"node {news.name}: {warning}")

    def _lose(self, address: str) -> None:
        self._names.pop(address, None)
        self._events += self._ledger.lose(address)

    def _open_here(self, address: str, event: Unopened) -> None:
        """Where we cannot open a file either it is a gap; where we can, the node will not do."""
        task = self._ledger.held(address, event.key)
        if task is None:
            return
        failures = FAILURES.count
        try:
            os.close(open_given(task.body, self._sources))
        except Unexamined as problem:
            end = _unopened(task, problem, storage=FAILURES.count > failures)
            self._events += self._ledger.hear(address, end, time.monotonic())
            return
        self._say(f"node {self._names[address]} is refused: a file of the evidence: {event.detail}")
        self._link.refuse(address)
        self._lose(address)


def _unopened(task: Sent, problem: Unexamined, *, storage: bool) -> list[Event]:
    """What comes of an entry that could not be opened; ``storage`` says that its storage failed."""
    bodies: list[bytes] = []
    job = decode_job(task.body)
    if isinstance(job, Inspect):  # a glance decides nothing: its entry is examined all the same
        bodies = [READ_FAILED] if storage else []
        bodies.append(encode(failed_entry(job.entry, job.volume.offset, "open", problem)))
    return [*(Emitted(task.key, body) for body in bodies), Completed(task.key)]
