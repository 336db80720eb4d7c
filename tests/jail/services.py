"""Services that misbehave in every way a parser of evidence can."""

import ctypes
import mmap
import os
import re
import resource
import signal
import stat
import struct
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import msgspec

from jail.service import Beacon
from skerry import SkerryError

Emit = Callable[[bytes], None]


class Service:
    """One that does what the task's words say, separated by spaces."""

    def __init__(self, argument: bytes) -> None:
        self.argument = argument

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {}

    def perform(self, body: bytes, descriptors: Sequence[int], emit: Emit, beacon: Beacon) -> None:
        verb, *rest = body.decode().split()
        beacon.start(verb, " ".join(rest))
        getattr(self, f"do_{verb}")(emit, descriptors, *rest)

    def do_echo(self, emit: Emit, _: Sequence[int], *words: str) -> None:
        for word in words:
            emit(word.encode())

    def do_pid(self, emit: Emit, _: Sequence[int]) -> None:
        emit(str(os.getpid()).encode())

    def do_argument(self, emit: Emit, _: Sequence[int]) -> None:
        emit(self.argument)

    def do_count(self, emit: Emit, _: Sequence[int], number: str) -> None:
        for i in range(int(number)):
            emit(str(i).encode())

    def do_steps(self, emit: Emit, _: Sequence[int], number: str, seconds: str) -> None:
        for i in range(int(number)):
            end = time.process_time() + float(seconds)
            while time.process_time() < end:
                pass
            emit(f"{i} {os.getpid()}".encode())

    def do_pretend(self, _emit: Emit, _: Sequence[int], tag: str) -> None:
        # that it laid aside, or took up, what it was not given as such
        said = msgspec.msgpack.encode([int(tag)])
        _worker_socket_write(struct.pack("<IB", len(said), 0) + said)

    def do_big(self, emit: Emit, _: Sequence[int], size: str) -> None:
        emit(b"x" * int(size))

    def do_segfault(self, emit: Emit, _: Sequence[int]) -> None:
        emit(b"before")
        ctypes.string_at(0)

    def do_overflow(self, _emit: Emit, _: Sequence[int]) -> None:
        # the C library's parser of patterns goes one call deeper with every parenthesis
        ctypes.CDLL(None).regcomp(ctypes.create_string_buffer(256), b"(" * 2_000_000, 1)

    def do_abort(self, _emit: Emit, _: Sequence[int]) -> None:
        os.abort()

    def do_leave(self, _emit: Emit, _: Sequence[int], status: str) -> None:
        os._exit(int(status))

    def do_exit(self, _emit: Emit, _: Sequence[int], status: str) -> None:
        sys.exit(int(status))

    def do_spin(self, _emit: Emit, _: Sequence[int]) -> None:
        # backtracks for ever inside one C call
        re.match(r"(a+)+$", "a" * 64 + "b")

    def do_burn(self, _emit: Emit, _: Sequence[int], seconds: str) -> None:
        end = time.process_time() + float(seconds)
        while time.process_time() < end:
            pass

    def do_disconnect(self, _emit: Emit, _: Sequence[int]) -> None:
        raise BrokenPipeError("not the supervisor's")

    def do_sleep(self, _emit: Emit, _: Sequence[int], seconds: str) -> None:
        time.sleep(float(seconds))

    def do_nap(self, emit: Emit, _: Sequence[int], seconds: str, word: str) -> None:
        time.sleep(float(seconds))
        emit(word.encode())

    def do_linger(self, emit: Emit, _: Sequence[int], seconds: str) -> None:
        emit(str(os.getpid()).encode())
        time.sleep(float(seconds))

    def do_eat(self, emit: Emit, _: Sequence[int], mebibytes: str) -> None:
        emit(b"before")
        data = bytearray(int(mebibytes) << 20)
        emit(str(len(data) >> 20).encode())

    def do_raise(self, emit: Emit, _: Sequence[int]) -> None:
        emit(b"before")
        raise ValueError(f"odd thing {object()!r}\nhere")

    def do_kill(self, _emit: Emit, _: Sequence[int], name: str) -> None:
        os.kill(os.getpid(), signal.Signals[name])

    def do_read(self, emit: Emit, descriptors: Sequence[int]) -> None:
        for descriptor in descriptors:
            emit(os.pread(descriptor, 4096, 0))

    def do_read_then_die(self, emit: Emit, descriptors: Sequence[int]) -> None:
        self.do_read(emit, descriptors)
        ctypes.string_at(0)

    def do_shout(self, _emit: Emit, _: Sequence[int]) -> None:
        os.write(1, b"out")
        os.write(2, b"error")
        print("out", flush=True)
        ctypes.CDLL(None).puts(b"from native code")

    def do_clock(self, emit: Emit, _: Sequence[int]) -> None:
        emit(str(time.localtime(0).tm_hour).encode())

    def do_limit(self, emit: Emit, _: Sequence[int], name: str) -> None:
        emit(str(resource.getrlimit(getattr(resource, name))[0]).encode())

    def do_umask(self, emit: Emit, _: Sequence[int]) -> None:
        emit(oct(os.umask(0)).encode())

    def do_map(self, emit: Emit, _: Sequence[int]) -> None:
        with mmap.mmap(int(self.argument), 0, prot=mmap.PROT_READ) as memory:
            emit(str(len(memory)).encode())

    def do_revive(self, _emit: Emit, _: Sequence[int]) -> None:
        os._exit(1)

    def do_inherited(self, emit: Emit, _: Sequence[int]) -> None:
        emit(os.pread(int(self.argument), 4096, 0))

    def do_descriptors(self, emit: Emit, _: Sequence[int]) -> None:
        # listing them would need a file
        emit(str(sum(_is_open(number) for number in range(200))).encode())

    def do_babble(self, _emit: Emit, _: Sequence[int]) -> None:
        _worker_socket_write(b"\xff" * 64)

    def do_claim(self, _emit: Emit, _: Sequence[int]) -> None:
        # a "done" for each of nine tasks it was never given
        _worker_socket_write((struct.pack("<IB", 2, 0) + msgspec.msgpack.encode([11])) * 9)

    def do_decode(self, emit: Emit, _: Sequence[int], encoding: str) -> None:
        emit("д".encode(encoding))

    def do_import(self, _emit: Emit, _: Sequence[int], name: str) -> None:
        __import__(name)

    def do_once(self, emit: Emit, _: Sequence[int], word: str) -> None:
        # fails in an ordinary worker, works where the limit is the large one
        emit(str(resource.getrlimit(resource.RLIMIT_DATA)[0]).encode())
        if not hasattr(self, "performed"):
            self.performed = 0
        self.performed += 1
        emit(str(self.performed).encode())
        if resource.getrlimit(resource.RLIMIT_DATA)[0] < (1 << 30):
            ctypes.string_at(0)
        emit(word.encode())


def _is_open(descriptor: int) -> bool:
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _worker_socket_write(data: bytes) -> None:
    for number in range(3, 200):
        if _is_open(number) and stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, data)
    time.sleep(30)


def refuse(_argument: bytes) -> None:
    raise SkerryError("the set is damaged")


def crash(_argument: bytes) -> None:
    ctypes.string_at(0)


def stumble(_argument: bytes) -> None:
    raise ValueError("no such thing")


class FailsInside(Service):
    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {"reading": self.check}

    def check(self) -> None:
        Path("/etc/passwd").read_bytes()


class FailsOutside(Service):
    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {"arithmetic": self.check}

    def check(self) -> None:
        raise ValueError("two and two")


class DiesInside(Service):
    def __init__(self, argument: bytes) -> None:
        super().__init__(argument)
        self.zygote = os.getpid()

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {"dying": self.check}

    def check(self) -> None:
        if os.getpid() != self.zygote:
            ctypes.string_at(0)


class Wordy(Service):
    def __init__(self, _argument: bytes) -> None:
        print("first words", file=sys.stderr)
        print("last words", file=sys.stderr, flush=True)
        os._exit(5)


class HungryInside(DiesInside):
    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {"eating": self.check}

    def check(self) -> None:
        bytearray(800 << 20)


class HangsInside(DiesInside):
    def canaries(self) -> Mapping[str, Callable[[], None]]:
        return {"waiting": self.check}

    def check(self) -> None:
        if os.getpid() != self.zygote:
            time.sleep(60)


class DiesLater(DiesInside):
    """Its canary dies once a first worker has taken work."""

    def __init__(self, argument: bytes) -> None:
        super().__init__(argument)
        self.shared = mmap.mmap(-1, 1)

    def check(self) -> None:
        if self.shared[0]:
            ctypes.string_at(0)

    def do_revive(self, _emit: Emit, _: Sequence[int]) -> None:
        self.shared[0] = 1
        os._exit(1)


class Threaded(Service):
    def __init__(self, argument: bytes) -> None:
        super().__init__(argument)
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def slow(_argument: bytes) -> None:
    time.sleep(60)


def stuck(_argument: bytes) -> None:
    # one C call that no Python signal handler can interrupt
    re.match(r"(a+)+$", "a" * 64 + "b")
