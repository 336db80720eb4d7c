"""A worker: closes the jail around itself, proves that its canaries live, then works."""

import mmap
import os
import signal
import socket
from collections.abc import Callable, Sequence

import msgspec

from jail import messages
from jail.beacon import NOTE_BYTES, Beacon, read_note
from jail.confine import confine
from jail.frames import BODY_BYTES, Channel, Frame
from jail.messages import OUT_OF_MEMORY, Broken, Done, Message, Order, Output, Raised, Ready, encode
from jail.preload import close_imports
from jail.service import Service

GONE = 72
"""Exit status of a worker whose supervisor is gone."""


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
    _serve(cradle.service, channel, memory, beacon)
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


def _serve(service: Service, channel: Channel, memory: mmap.mmap, beacon: Beacon) -> None:
    def emit(body: bytes) -> None:
        if len(body) > BODY_BYTES:
            raise ValueError(f"a result of {len(body)} bytes is too large to send")
        _say(channel, Output(body))

    while (frame := channel.receive()) is not None:
        beacon.start("perform")
        try:
            answer = _perform(service, frame, emit, beacon)
        finally:
            _close(frame.descriptors)
        if isinstance(answer, str):
            answer = Raised(answer == "MemoryError", answer, *read_note(memory))
        _say(channel, answer)
        if isinstance(answer, Raised) and answer.memory:
            return


def _perform(
    service: Service, frame: Frame, emit: Callable[[bytes], None], beacon: Beacon
) -> Message | str:
    """Done, or how it failed; returns before it is reported, so that the memory is free again."""
    try:
        service.perform(messages.to_worker.decode(frame.body).body, frame.descriptors, emit, beacon)
    except MemoryError:
        return "MemoryError"
    except Exception as error:  # noqa: BLE001  (a parser's failure must not end the run)
        return f"{type(error).__name__}: {error}"
    return Done()


def _close(descriptors: Sequence[int]) -> None:
    for descriptor in descriptors:
        try:
            os.close(descriptor)
        except OSError:
            continue  # the service closed it itself
