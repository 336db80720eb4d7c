"""The supervisor's end of the zygote: starting it, asking it for workers, hearing of deaths."""

import os
import socket
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from jail import messages
from jail.blame import named
from jail.errors import JailError
from jail.frames import Channel, Stream
from jail.messages import Built, Died, Hatch, Kill, Message, Order, Refused, Unborn, encode

_ENVIRONMENT = {
    # one thread a worker: as many workers as processors already
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
    # few arenas: each takes address space out of RLIMIT_DATA and keeps what it freed
    "MALLOC_ARENA_MAX": "2",
    # results must not depend on where and when they are made
    "TZ": "UTC",
    "PYTHONHASHSEED": "0",
}

_GRACE_SECONDS = 5.0


class Nursery:
    """A running zygote."""

    def __init__(self, order: Order, descriptors: Sequence[int]) -> None:
        """Start it and wait until its service stands. Raises ``JailError`` where it does not."""
        ours, theirs = socket.socketpair()
        self._control = Channel(ours)
        # in memory: there may be no room left for a temporary file
        self._complaints = os.fdopen(os.memfd_create("complaints"), "w+b")
        try:
            self._process = self._spawn(theirs, descriptors)
        except OSError as error:
            self._control.close()
            self._complaints.close()
            raise JailError(f"the zygote cannot start: {error.strerror}") from error
        finally:
            theirs.close()
        try:
            self.warnings = self._build(order)
        except BaseException:
            self.close()
            raise

    def _spawn(
        self, theirs: socket.socket, descriptors: Sequence[int]
    ) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            [sys.executable, "-c", _boot(theirs.fileno())],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=self._complaints,
            env=os.environ | _ENVIRONMENT,
            pass_fds=(*descriptors, theirs.fileno()),
            start_new_session=True,  # a Ctrl-C at the terminal is the supervisor's to handle
        )

    def _build(self, order: Order) -> tuple[str, ...]:
        self._say(order)
        reply = self.report()
        if isinstance(reply, Refused):
            raise JailError(" ".join(reply.reason.split()))
        if not isinstance(reply, Built):
            raise JailError("the zygote answered out of turn")
        return reply.warnings

    @property
    def process(self) -> int:
        """The zygote's process id."""
        return self._process.pid

    def fileno(self) -> int:
        """Readable when there is a report."""
        return self._control.fileno()

    def report(self) -> Built | Refused | Died | Unborn:
        """The next report; waits for it. Raises ``JailError`` where the zygote is gone."""
        try:
            frame = self._control.receive()
        except ConnectionError:
            frame = None
        if frame is None:
            raise self._gone()
        message: Built | Refused | Died | Unborn = messages.from_zygote.decode(frame.body)
        return message

    def hatch(self, number: int, large: bool, note: int) -> Stream:
        """Ask for a worker; returns the socket to it."""
        ours, theirs = socket.socketpair()
        try:
            self._say(Hatch(number, large), (theirs.fileno(), note))
        except JailError:
            ours.close()
            raise
        finally:
            theirs.close()
        return Stream(ours)

    def kill(self, number: int) -> None:
        """Kill a worker, where it still lives."""
        self._say(Kill(number))

    def close(self) -> None:
        """End the zygote and all its workers."""
        self._control.close()
        try:
            self._process.wait(_GRACE_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()  # its workers die with it
            self._process.wait()
        self._complaints.close()

    def _say(self, message: Message, descriptors: Sequence[int] = ()) -> None:
        try:
            self._control.send(encode(message), descriptors)
        except ConnectionError:
            raise self._gone() from None

    def _gone(self) -> JailError:
        try:
            end = named(self._process.wait(_GRACE_SECONDS))
        except subprocess.TimeoutExpired:
            end = "hung up"
        self._complaints.seek(0)
        lines = self._complaints.read().decode("utf-8", "replace").strip().splitlines()
        last = f": {lines[-1].strip()}" if lines else ""
        return JailError(f"the zygote ended ({end}){last}")


def _boot(descriptor: int) -> str:
    """A program that finds modules where this process does, whatever its folder."""
    own = str(Path(__file__).resolve().parent.parent)
    path = [str(Path(entry).absolute()) for entry in sys.path]
    path += [] if own in path else [own]
    return f"import sys; sys.path[:] = {path!r}; from jail.zygote import main; main({descriptor})"
