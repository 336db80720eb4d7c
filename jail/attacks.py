"""What a parser that has been taken over would try, run inside a real worker. All of it harmless.

Each attack raises where it is denied; the targets are set up by ``jail.probe``.
"""

import ctypes
import errno
import fcntl
import mmap
import os
import socket
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from jail.service import Beacon

_PTRACE_ATTACH = 16
_PTRACE_DETACH = 17
_MADE = 2 << 30

_libc = ctypes.CDLL(None, use_errno=True)


class Targets(msgspec.Struct, frozen=True, kw_only=True):
    """What to attack: a folder with ``private`` in it, listening addresses, an open descriptor.

    The process attacked is the worker's parent.
    """

    folder: str
    tcp: int
    udp: int
    abstract: str
    read_only: int


class Answer(msgspec.Struct, frozen=True):
    """How an attack went."""

    denied: bool
    detail: str


def open_file(targets: Targets) -> None:
    """Read a file."""
    (Path(targets.folder) / "private").read_bytes()


def list_directory(targets: Targets) -> None:
    """List a directory."""
    list(os.scandir(targets.folder))


def stat_private_file(targets: Targets) -> None:
    """Learn a file's size and times."""
    (Path(targets.folder) / "private").stat()


def write_file(targets: Targets) -> None:
    """Make a new file."""
    (Path(targets.folder) / "new").write_bytes(b"")


def unlink_file(targets: Targets) -> None:
    """Delete a file."""
    (Path(targets.folder) / "private").unlink()


def touch_evidence(targets: Targets) -> None:
    """Change a file's mode through a descriptor open for reading."""
    os.fchmod(targets.read_only, 0o600)


def execute(targets: Targets) -> None:  # noqa: ARG001
    """Run a program."""
    os.execv("/bin/true", ["true"])


def fork(targets: Targets) -> None:  # noqa: ARG001
    """Make a second process."""
    if not os.fork():
        os._exit(0)


def connect_tcp(targets: Targets) -> None:
    """Reach a server."""
    socket.create_connection(("127.0.0.1", targets.tcp), 1).close()


def send_udp(targets: Targets) -> None:
    """Send a datagram."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as link:
        link.sendto(b"x", ("127.0.0.1", targets.udp))


def connect_abstract(targets: Targets) -> None:
    """Reach a server on this machine that has no file name."""
    with socket.socket(socket.AF_UNIX) as link:
        link.connect("\0" + targets.abstract)


def signal_parent(targets: Targets) -> None:  # noqa: ARG001
    """Signal another process."""
    os.kill(os.getppid(), 0)


def own_signals(targets: Targets) -> None:
    """Signal another process through a descriptor's owner."""
    fcntl.fcntl(targets.read_only, fcntl.F_SETOWN, os.getppid())


def trace(targets: Targets) -> None:  # noqa: ARG001
    """Take over another process."""
    if _libc.ptrace(_PTRACE_ATTACH, os.getppid(), 0, 0):
        raise OSError(ctypes.get_errno(), "ptrace")
    os.waitpid(os.getppid(), 0)
    _libc.ptrace(_PTRACE_DETACH, os.getppid(), 0, 0)


def allocate(targets: Targets) -> None:  # noqa: ARG001
    """Take 2 GiB of memory."""
    bytearray(_MADE)


def make_memory_file(targets: Targets) -> None:  # noqa: ARG001
    """Make a file that only memory holds, to run it."""
    os.close(os.memfd_create("x"))


def run_written_memory(targets: Targets) -> None:  # noqa: ARG001
    """Get memory that can be both written and run."""
    mmap.mmap(-1, 4096, prot=mmap.PROT_WRITE | mmap.PROT_EXEC).close()


def become_dumpable(targets: Targets) -> None:  # noqa: ARG001
    """Open its own memory to other processes."""
    if _libc.prctl(4, ctypes.c_ulong(1), 0, 0, 0):
        raise OSError(ctypes.get_errno(), "prctl")


ATTACKS: Mapping[str, Callable[[Targets], None]] = {
    "open a file": open_file,
    "list a directory": list_directory,
    "stat a private file": stat_private_file,
    "write a file": write_file,
    "unlink a file": unlink_file,
    "change evidence through its descriptor": touch_evidence,
    "execute a program": execute,
    "fork": fork,
    "connect by TCP": connect_tcp,
    "send by UDP": send_udp,
    "connect to an abstract socket": connect_abstract,
    "signal another process": signal_parent,
    "signal through a descriptor's owner": own_signals,
    "trace another process": trace,
    "allocate 2 GiB": allocate,
    "make a memory file": make_memory_file,
    "run written memory": run_written_memory,
    "become dumpable": become_dumpable,
}
"""By name."""

_DENIALS = frozenset({errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EAGAIN})


class Attacker:
    """The service that attacks; a task's body is the attack's name."""

    def __init__(self, argument: bytes) -> None:
        self._targets = msgspec.msgpack.decode(argument, type=Targets)

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        """None: nothing is decoded."""
        return {}

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],  # noqa: ARG002
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        """Try one attack and say how it went."""
        beacon.start(body.decode())
        emit(msgspec.msgpack.encode(self._try(ATTACKS[body.decode()])))

    def _try(self, attack: Callable[[Targets], None]) -> Answer:
        try:
            attack(self._targets)
        except MemoryError:
            return Answer(True, "MemoryError")
        except OSError as error:
            # any other error means that it was let through to something that went wrong
            return Answer(error.errno in _DENIALS, os.strerror(error.errno or 0))
        return Answer(False, "it worked")
