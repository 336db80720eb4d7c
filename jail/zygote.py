"""The zygote: builds the service once, then forks workers from it on request.

It stays single-threaded, reads no evidence and keeps no worker's socket, so that every worker
starts from the same clean state in a few milliseconds. It ends when the supervisor does.
"""

import fcntl
import gc
import importlib
import os
import selectors
import signal
import socket
import sys
import time
import traceback
from pathlib import Path
from typing import NoReturn

from jail import messages, worker
from jail.frames import Channel, Frame
from jail.messages import Built, Died, Hatch, Message, Order, Refused, Unborn, encode
from jail.preload import load_early
from jail.service import Service
from skerry import SkerryError


def main(descriptor: int) -> None:
    """Serve the supervisor at the other end of the control socket ``descriptor``."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    os.set_inheritable(descriptor, False)
    time.tzset()
    control = Channel(socket.socket(fileno=descriptor))
    frame = control.receive()
    if frame is None:
        return
    order = messages.order_from.decode(frame.body)
    _die_with_supervisor(descriptor, True)
    try:
        service = _build(order)
    except SkerryError as error:
        control.send(encode(Refused(str(error))))
        return
    _die_with_supervisor(descriptor, False)
    gc.collect()
    gc.freeze()  # so that a worker's collector does not copy the zygote's pages
    control.send(encode(Built(_warnings())))
    Nest(control, order, service).serve()


def _die_with_supervisor(descriptor: int, on: bool) -> None:
    """While building, anything that stirs on the socket is its end: SIGTERM, in native code too."""
    fcntl.fcntl(descriptor, fcntl.F_SETOWN, os.getpid())
    fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGTERM)
    flags = fcntl.fcntl(descriptor, fcntl.F_GETFL)
    flags = flags | os.O_ASYNC if on else flags & ~os.O_ASYNC
    fcntl.fcntl(descriptor, fcntl.F_SETFL, flags)


def _build(order: Order) -> Service:
    load_early()
    module, _, name = order.service.partition(":")
    try:
        service: Service = getattr(importlib.import_module(module), name)(order.argument)
        broken = worker.first_broken(service)
    except SkerryError:
        raise
    except Exception as error:
        traceback.print_exc(file=sys.stderr)
        text = f"the service {order.service} cannot start: {type(error).__name__}: {error}"
        raise SkerryError(text) from error
    if broken:
        raise SkerryError(f"{broken.canary} fails even outside the jail: {broken.reason}")
    return service


def _warnings() -> tuple[str, ...]:
    # a thread just joined may take a moment to leave /proc
    for _ in range(20):
        threads = len(list(Path("/proc/self/task").iterdir()))
        if threads == 1:
            return ()
        time.sleep(0.01)
    return (f"The service left {threads - 1} threads running: workers forked from it may hang",)


class Nest:
    """Forks, kills and reaps workers as told."""

    def __init__(self, control: Channel, order: Order, service: Service) -> None:
        self._control = control
        self._order = order
        self._service = service
        self._workers: dict[int, int] = {}
        self._selector = selectors.DefaultSelector()
        self._wake, self._woken = os.pipe()

    def serve(self) -> None:
        """Until the supervisor is gone."""
        os.set_blocking(self._wake, False)
        os.set_blocking(self._woken, False)
        signal.set_wakeup_fd(self._woken, warn_on_full_buffer=False)
        signal.signal(signal.SIGCHLD, lambda *_: None)
        self._selector.register(self._control, selectors.EVENT_READ)
        self._selector.register(self._wake, selectors.EVENT_READ)
        try:
            while self._turn():
                pass
        except ConnectionError:
            pass
        for process in self._workers:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _turn(self) -> bool:
        for key, _ in self._selector.select():
            if key.fd == self._wake:
                os.read(self._wake, 4096)
                self._reap()
            elif not self._obey(self._control.receive()):
                return False
        return True

    def _obey(self, frame: Frame | None) -> bool:
        if frame is None:
            return False
        message = messages.from_supervisor.decode(frame.body)
        if isinstance(message, Hatch):
            self._hatch(message, *frame.descriptors)
        else:
            for process, number in self._workers.items():
                if number == message.number:
                    os.kill(process, signal.SIGKILL)
        return True

    def _hatch(self, message: Hatch, link: int, note: int) -> None:
        parent = os.getpid()
        try:
            process = os.fork()
        except OSError as error:
            self._say(Unborn(message.number, f"{error.strerror}"))
        else:
            if not process:
                self._hatched(
                    worker.Cradle(self._order, self._service, message.large, link, note, parent)
                )
            self._workers[process] = message.number
        os.close(link)
        os.close(note)

    def _hatched(self, cradle: worker.Cradle) -> NoReturn:
        status = 1
        try:
            self._selector.close()
            self._control.close()
            os.close(self._wake)
            os.close(self._woken)
            status = worker.live(cradle)
        finally:
            os._exit(status)

    def _reap(self) -> None:
        while self._workers:
            process, status = os.waitpid(-1, os.WNOHANG)
            if not process:
                return
            number = self._workers.pop(process, None)
            if number is not None:
                self._say(Died(number, os.waitstatus_to_exitcode(status)))

    def _say(self, message: Message) -> None:
        self._control.send(encode(message))
