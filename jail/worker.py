"""A worker: closes the jail around itself, proves that its canaries live, then works."""

import mmap
import os
import signal
import socket
import time
from collections.abc import Sequence

import msgspec

from jail import messages
from jail.beacon import NOTE_BYTES, Beacon, read_note
from jail.confine import confine
from jail.frames import BODY_BYTES, Channel, Frame
from jail.messages import (
    OUT_OF_MEMORY,
    Broken,
    Done,
    LaidAside,
    Message,
    Order,
    Output,
    Raised,
    Ready,
    TakenUp,
    Work,
    encode,
)
from jail.preload import close_imports
from jail.service import Service

GONE = 72
"""Exit status of a worker whose supervisor is gone."""

LONGEST_SHARE = 0.2
"""Seconds that a task may save up for those it gives way to, while there are none."""


class Cradle(msgspec.Struct, frozen=True):
    """What the zygote gives a worker it forks."""

    order: Order
    service: Service
    large: bool
    socket: int
    note: int
    parent: int


def live(cradle: Cradle) -> int:
    """A worker's whole life; returns its exit status."""
    try:
        return _work_in_jail(cradle)
    except MemoryError:
        return OUT_OF_MEMORY
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else 1


def _work_in_jail(cradle: Cradle) -> int:
    _reset()
    channel = Channel(socket.socket(fileno=cradle.socket))
    memory = mmap.mmap(cradle.note, NOTE_BYTES)
    os.close(cradle.note)
    beacon = Beacon(memory, cradle.order.limits.processor_seconds)
    limits, layers = cradle.order.limits, cradle.order.layers
    try:
        confinement = confine(limits, large=cradle.large, layers=layers, parent=cradle.parent)
    except OSError as error:
        _say(channel, Broken("closing it", str(error)))
        return 0
    close_imports()
    broken = first_broken(cradle.service, beacon)
    beacon.at("ready")
    _say(channel, broken or Ready(confinement))
    if broken:
        return 0
    _Labour(cradle.service, channel, memory, beacon).go()
    return 0


def _say(channel: Channel, message: Message) -> None:
    try:
        channel.send(encode(message))
    except ConnectionError:
        raise SystemExit(GONE) from None  # which no parser mistakes for an error of its own


def _reset() -> None:
    """Shed what belongs to the zygote; what native libraries print goes nowhere."""
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    nowhere = os.open(os.devnull, os.O_WRONLY | os.O_CLOEXEC)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    os.close(nowhere)


def first_broken(service: Service, beacon: Beacon | None = None) -> Broken | None:
    """The first canary that raises, if any."""
    for name, check in service.canaries().items():
        if beacon:
            beacon.start("canary", name)
        try:
            check()
        except Exception as error:  # noqa: BLE001  (whatever it is, the jail broke it)
            return Broken(name, f"{type(error).__name__}: {error}")
    return None


class _Labour:
    """Does the tasks that come over a channel one after another, or some within another."""

    def __init__(
        self, service: Service, channel: Channel, memory: mmap.mmap, beacon: Beacon
    ) -> None:
        self._service = service
        self._channel = channel
        self._memory = memory
        self._beacon = beacon
        self._share = 0.0
        self._since = 0.0

    def go(self) -> None:
        """Until the supervisor is gone, or a task took all memory."""
        while self._next():
            pass

    def _next(self) -> bool:
        """Wait for a task and do it; false where there comes none."""
        frame = self._channel.receive()
        if frame is not None:
            self._do(frame)
        return frame is not None

    def _do(self, frame: Frame) -> None:
        work = messages.to_worker.decode(frame.body)
        self._beacon.start("perform")
        try:
            answer = self._perform(work, frame.descriptors)
        finally:
            _close(frame.descriptors)
        if isinstance(answer, str):
            answer = Raised(answer == "MemoryError", answer, *read_note(self._memory))
        _say(self._channel, answer)
        if isinstance(answer, Raised) and answer.memory:
            raise SystemExit(0)

    def _perform(self, work: Work, descriptors: Sequence[int]) -> Message | str:
        """Done, or how it failed; returns before that is told, so that the memory is free again."""
        emit = self._emit
        if work.gives_way:
            emit = self._emit_and_give_way
            self._share, self._since = 0.0, time.monotonic()
        try:
            self._service.perform(work.body, descriptors, emit, self._beacon)
        except MemoryError:
            return "MemoryError"
        except Exception as error:  # noqa: BLE001  (a parser's failure must not end the run)
            return f"{type(error).__name__}: {error}"
        return Done()

    def _emit(self, body: bytes) -> None:
        if len(body) > BODY_BYTES:
            raise ValueError(f"a result of {len(body)} bytes is too large to send")
        _say(self._channel, Output(body))

    def _emit_and_give_way(self, body: bytes) -> None:
        """Then do what else has come, for as long as the task itself took since."""
        self._emit(body)
        now = time.monotonic()
        self._share = min(self._share + now - self._since, LONGEST_SHARE)
        if self._share > 0 and self._channel.has_more():
            paused = self._beacon.pause()
            _say(self._channel, LaidAside())
            while self._share > 0 and self._channel.has_more():
                began = time.monotonic()
                if not self._next():
                    raise SystemExit(GONE)
                self._share -= time.monotonic() - began
            self._beacon.resume(paused)
            _say(self._channel, TakenUp())
        self._since = time.monotonic()


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        try:
            os.close(descriptor)
        except OSError:
            continue  # the service closed it itself
