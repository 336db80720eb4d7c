"""A pool of jailed workers: streams tasks in and results out, and survives its workers' deaths."""

import os
import time
from collections import deque
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import ClassVar, Self

from jail.blame import Blame, Death, Job, blame, judge
from jail.crew import TICK_SECONDS, Crew, Word
from jail.errors import JailError
from jail.frames import BODY_BYTES, DESCRIPTORS
from jail.layers import Confinement, Layers
from jail.limits import Limits
from jail.member import Worker
from jail.messages import Done, LaidAside, Order, Output, Raised, TakenUp
from jail.tasks import Completed, Emitted, Event, Failed, Retrying, Task

__all__ = [
    "Completed",
    "Emitted",
    "Event",
    "Failed",
    "JailError",
    "Pool",
    "Retrying",
    "Task",
]

_IDLE_SECONDS = 2.0
"""How long the large-memory worker may wait for work before its memory is given back."""


class Pool:
    """Jailed workers forked from one zygote. For use by one thread, as a context manager.

    Tasks run in any order. A task on which a worker dies comes again once, alone, in a fresh
    worker with the large memory limit; the others that worker had been given go to other workers
    as if nothing had happened. One that was laid aside is begun anew, undivided.
    """

    layers: ClassVar[Layers] = Layers()

    def __init__(
        self,
        service: str,
        argument: bytes,
        *,
        descriptors: Sequence[int] = (),
        workers: int = 0,
        limits: Limits = Limits(),  # noqa: B008  (frozen)
        depth: int = 8,
    ) -> None:
        """Start the zygote and wait until a first worker is proven.

        ``service`` is ``module:callable``; the callable gets ``argument`` and returns a
        ``Service``, in the zygote, outside the jail. ``descriptors`` are inherited under the same
        numbers. ``workers`` 0 means one a processor. ``depth`` is how many tasks a worker may
        hold. Raises ``JailError`` where the service cannot be built or a canary dies.
        """
        self._limits = limits
        self.size = workers or os.cpu_count() or 1
        """How many ordinary workers there are."""
        self._depth = depth
        self._ordinary: deque[Job] = deque()
        self._alone: deque[Job] = deque()
        self._large: deque[Job] = deque()
        self._events: list[Event] = []
        self._unfinished: set[Job] = set()
        self._busy = 0.0
        self._closed = False
        self._crew = Crew(Order(service, argument, limits, self.layers), tuple(descriptors))
        try:
            for _ in range(self.size):
                self._crew.hire(large=False)
            while self._crew.confinement is None:
                self._turn(TICK_SECONDS)
        except BaseException:
            self.close()
            raise
        self.confinement: Confinement = self._crew.confinement
        """Which layers of the jail took hold, as the first worker found."""
        self.warnings: tuple[str, ...] = self._crew.nursery.warnings + self.confinement.warnings

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
    def zygote(self) -> int:
        """The zygote's process id; workers are its children."""
        return self._crew.nursery.process

    @property
    def room(self) -> int:
        """How many more tasks keep the workers busy; beyond that they would only pile up."""
        return max(0, 2 * self.size * self._depth - len(self._unfinished))

    @property
    def unfinished(self) -> Iterator[str]:
        """The keys of the tasks that have neither completed nor failed."""
        return (job.task.key for job in self._unfinished)

    @property
    def idle(self) -> bool:
        """Whether nothing submitted is unfinished and no event is untold."""
        return not self._unfinished and not self._events

    def submit(self, task: Task) -> None:
        """Take a task on. Never waits. Raises ``ValueError`` where it is too large to send."""
        if self._closed:
            raise JailError("the pool is closed")
        if len(task.descriptors) > DESCRIPTORS or len(task.body) > BODY_BYTES:
            size = f"{len(task.body)} bytes, {len(task.descriptors)} descriptors"
            raise ValueError(f"too large for one task: {size}")
        job = Job(task)
        self._unfinished.add(job)
        self._queue(job).append(job)
        self._feed()

    def events(self, timeout: float) -> list[Event]:
        """What happened; waits up to ``timeout`` seconds for something, not at all when idle.

        Raises ``JailError`` where workers can no longer be started or a canary dies.
        """
        until = time.monotonic() + timeout
        left = timeout if self._unfinished and not self._events else 0.0
        self._turn(min(left, TICK_SECONDS))
        while not self._events and self._unfinished:
            left = until - time.monotonic()
            if left <= 0:
                break
            self._turn(min(left, TICK_SECONDS))
        told, self._events = self._events, []
        return told

    def close(self) -> None:
        """End all workers, whatever they are at. May be called again."""
        if self._closed:
            return
        self._closed = True
        self._crew.close()
        for job in [*self._unfinished]:
            self._release(job)

    def _turn(self, timeout: float) -> None:
        for worker, word in self._crew.wait(timeout):
            try:
                self._take(worker, word)
            except IndexError:
                self._crew.expel(worker, "broke the protocol")
        self._feed()

    # giving tasks out

    def _feed(self) -> None:
        if self._alone or self._ordinary:
            workers = [w for w in self._crew.workers.values() if w.free and not w.large]
            self._feed_alone(workers)
            self._feed_ordinary(workers)
        self._feed_large()

    def _feed_alone(self, workers: list[Worker]) -> None:
        """To workers with nothing to do; one is kept from other work until it is such a one."""
        workers[:] = [worker for worker in workers if not worker.alone]
        for _ in range(min(len(self._alone), len(workers))):
            worker = min(workers, key=lambda worker: len(worker.jobs))
            workers.remove(worker)
            if not worker.jobs:
                self._give(worker, self._alone.popleft())

    def _feed_ordinary(self, workers: list[Worker]) -> None:
        workers = [worker for worker in workers if not worker.alone] or self._giving_way()
        while self._ordinary and workers:
            # fewer ahead as the queue runs dry, so that no worker sits on what another could do
            ahead = min(self._depth, 1 + len(self._ordinary) // self.size)
            worker = min(workers, key=lambda worker: len(worker.jobs))
            if len(worker.jobs) >= ahead:
                return
            self._give(worker, self._ordinary.popleft())

    def _giving_way(self) -> list[Worker]:
        """Workers that do ordinary tasks in between, where none is left for these."""
        crew = [worker for worker in self._crew.workers.values() if not worker.large]
        if not all(worker.alone for worker in crew):
            return []
        return [worker for worker in crew if worker.free and worker.gives_way]

    def _feed_large(self) -> None:
        """One at a time, and one tried again only in a worker that has done nothing yet."""
        worker = next((w for w in self._crew.workers.values() if w.large), None)
        if worker is None:
            if self._large:
                self._busy = time.monotonic()
                self._crew.hire(large=True)
        elif worker.free and not worker.jobs:
            if self._large and not (self._large[0].attempts and worker.used):
                self._give(worker, self._large.popleft())
            elif self._large or time.monotonic() - self._busy > _IDLE_SECONDS:
                self._crew.dismiss(worker)
        elif worker.jobs:
            self._busy = time.monotonic()

    def _give(self, worker: Worker, job: Job) -> None:
        worker.give(job)
        self._crew.watch(worker)

    # taking results in

    def _take(self, worker: Worker, word: Word) -> None:
        match word:
            case Output(body):
                self._events.append(Emitted(worker.jobs[0].task.key, body))
            case Done():
                self._finish(worker.jobs.popleft())
            case Raised(memory, detail, stage, position):
                worker.leaving = memory
                found = Blame("memory" if memory else "crashed", detail)
                self._settle(worker.jobs.popleft(), found, stage, position)
            case LaidAside():
                worker.lay_aside()
            case TakenUp():
                worker.take_up()
            case Death():
                self._mourn(worker, word)

    def _mourn(self, worker: Worker, death: Death) -> None:
        """The oldest job is to blame; the others go to the front of the queue, in their order."""
        if worker.jobs and not worker.leaving:
            found = blame(death, self._limits)
            self._settle(worker.jobs.popleft(), found, *worker.at)
        for job in reversed(worker.jobs):
            self._queue(job).appendleft(job)
        worker.jobs.clear()
        if worker.aside is not None:
            self._events.append(Retrying(worker.aside.task.key))
            worker.aside.undivided = True
            self._queue(worker.aside).appendleft(worker.aside)
            worker.aside = None
        if not worker.large:
            self._crew.hire(large=False)

    def _finish(self, job: Job) -> None:
        self._events.append(Completed(job.task.key))
        self._release(job)

    def _settle(self, job: Job, found: Blame, stage: str, position: str) -> None:
        verdict = judge(job, found, stage, position)
        self._events.append(verdict)
        if isinstance(verdict, Retrying):
            self._queue(job).append(job)
        else:
            self._release(job)

    def _queue(self, job: Job) -> "deque[Job]":
        if job.large:
            return self._large
        return self._alone if job.alone else self._ordinary

    def _release(self, job: Job) -> None:
        self._unfinished.discard(job)
        for descriptor in job.task.descriptors:
            os.close(descriptor)
