"""The workers of a pool: hiring, hearing, burying them. Knows nothing of what becomes of tasks."""

import os
import selectors
import time

import msgspec

from jail import messages
from jail.beacon import Note, create_note
from jail.blame import Death, clean, named
from jail.errors import JailError
from jail.frames import BrokenFrame
from jail.layers import Confinement
from jail.limits import Limits
from jail.member import Worker
from jail.messages import (
    Broken,
    Died,
    Done,
    LaidAside,
    Order,
    Output,
    Raised,
    Ready,
    TakenUp,
    Unborn,
)
from jail.nursery import Nursery

TICK_SECONDS = 0.25
"""How often the workers' signs of life are looked at."""

_STILLBORN = 3
"""How many workers in a row may die before they are ready."""

Word = Output | Done | Raised | LaidAside | TakenUp | Death
"""What is heard of a worker; its death comes last."""


class Crew:
    """The living workers, and the zygote that bears them."""

    def __init__(self, order: Order, descriptors: tuple[int, ...]) -> None:
        """Start the zygote; raises ``JailError`` where its service cannot be built."""
        self.workers: dict[int, Worker] = {}
        self.confinement: Confinement | None = None
        self._limits: Limits = order.limits
        self._number = 0
        self._stillborn = 0
        self._looked = 0.0
        self._selector = selectors.DefaultSelector()
        try:
            self.nursery = Nursery(order, descriptors)
        except BaseException:
            self._selector.close()
            raise
        self._selector.register(self.nursery, selectors.EVENT_READ)

    def close(self) -> None:
        """End the zygote and every worker."""
        for worker in self.workers.values():
            worker.close()
        self.workers.clear()
        self._selector.close()
        self.nursery.close()

    def hire(self, *, large: bool) -> None:
        """Ask for one more worker; it takes work once it is ready."""
        self._number += 1
        descriptor = create_note()
        try:
            note = Note(descriptor)
            stream = self.nursery.hatch(self._number, large, descriptor)
        finally:
            os.close(descriptor)
        self.workers[self._number] = Worker(self._number, large, stream, note)
        self._selector.register(stream, selectors.EVENT_READ, self.workers[self._number])

    def dismiss(self, worker: Worker) -> None:
        """End a worker that has nothing to do."""
        if not worker.leaving:
            worker.leaving = True
            self.nursery.kill(worker.number)

    def expel(self, worker: Worker, reason: str) -> None:
        """End a worker that can no longer be believed."""
        worker.broken = worker.broken or reason
        self._deafen(worker)
        self.nursery.kill(worker.number)

    def watch(self, worker: Worker) -> None:
        """Wake up for what is left to send to it."""
        if worker.stream.fileno() not in self._selector.get_map():
            return
        wanted = selectors.EVENT_READ | (selectors.EVENT_WRITE if worker.stream.waiting else 0)
        if self._selector.get_key(worker.stream).events != wanted:
            self._selector.modify(worker.stream, wanted, worker)

    def wait(self, timeout: float) -> list[tuple[Worker, Word]]:
        """What is heard within ``timeout`` seconds, each worker's words in order.

        Raises ``JailError`` where a canary dies in the jail or workers cannot start.
        """
        heard: list[tuple[Worker, Word]] = []
        for key, mask in self._selector.select(timeout):
            worker = key.data
            if worker is None:
                heard += self._hear_nursery()
            elif worker.number in self.workers:
                if mask & selectors.EVENT_WRITE:
                    worker.stream.flush()
                    self.watch(worker)
                if mask & selectors.EVENT_READ:
                    heard += self._hear(worker)
        if time.monotonic() - self._looked >= TICK_SECONDS:
            self._look_after()
        return heard

    def _hear_nursery(self) -> list[tuple[Worker, Word]]:
        report = self.nursery.report()
        if isinstance(report, Unborn):
            worker = self._bury(report.number)
            self._count_stillborn(f"the jail cannot fork workers: {report.reason}")
            return [(worker, Death(1))]
        if not isinstance(report, Died):
            return []
        worker = self.workers[report.number]
        heard: list[tuple[Worker, Word]] = []
        while True:
            heard += self._hear(worker)
            if worker.stream.ended or worker.stream.stalled or worker.broken:
                break
        self._bury(report.number)
        if not worker.ready:
            self._count_stillborn(_at_start(worker, report.status))
        return [*heard, (worker, worker.death(report.status))]

    def _bury(self, number: int) -> Worker:
        worker = self.workers.pop(number)
        self._deafen(worker)
        worker.close()
        return worker

    def _deafen(self, worker: Worker) -> None:
        if worker.stream.fileno() in self._selector.get_map():
            self._selector.unregister(worker.stream)

    def _count_stillborn(self, reason: str) -> None:
        self._stillborn += 1
        if self._stillborn >= _STILLBORN:
            raise JailError(reason)

    def _hear(self, worker: Worker) -> list[tuple[Worker, Word]]:
        """What one read brings."""
        if worker.stream.ended or worker.broken:
            return []
        try:
            said = [messages.from_worker.decode(body) for body in worker.stream.receive()]
        except (BrokenFrame, msgspec.MsgspecError):
            self.expel(worker, "broke the protocol")
            return []
        if worker.stream.ended:
            self._deafen(worker)
        else:
            worker.heard()
        return [(worker, message) for message in said if not self._settled_in(worker, message)]

    def _settled_in(self, worker: Worker, message: messages.Message) -> bool:
        if isinstance(message, Broken):
            raise JailError(
                " ".join(f"the jail breaks: {message.canary}: {message.reason}".split())
            )
        if not isinstance(message, Ready):
            return False
        worker.ready = True
        self._stillborn = 0
        self.confinement = self.confinement or message.confinement
        return True

    def _look_after(self) -> None:
        self._looked = time.monotonic()
        for worker in self.workers.values():
            if worker.look() > self._limits.patience_seconds:
                worker.overdue = True
                self.nursery.kill(worker.number)
            elif worker.hanging:
                self.expel(worker, "hung up without ending")


def _at_start(worker: Worker, status: int) -> str:
    """What to say of a worker that died before it was ready."""
    end = "hangs" if worker.overdue else named(status)
    stage, canary = worker.at
    if stage == "canary":
        return f"the jail breaks: {clean(canary)}: {end}"
    return f"the jail's workers cannot start: {end}"
