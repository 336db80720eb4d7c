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
from pathlib import Path

import msgspec

from skerry import SkerryError


class Service:
    """One that does what the task's words say, separated by spaces."""

    def __init__(self, argument):
        self.argument = argument

    def canaries(self):
        return {}

    def perform(self, body, descriptors, emit, beacon):
        verb, *rest = body.decode().split()
        beacon.start(verb, " ".join(rest))
        getattr(self, f"do_{verb}")(emit, descriptors, *rest)

    def do_echo(self, emit, _, *words):
        for word in words:
            emit(word.encode())

    def do_pid(self, emit, _):
        emit(str(os.getpid()).encode())

    def do_argument(self, emit, _):
        emit(self.argument)

    def do_count(self, emit, _, number):
        for i in range(int(number)):
            emit(str(i).encode())

    def do_big(self, emit, _, size):
        emit(b"x" * int(size))

    def do_segfault(self, emit, _):
        emit(b"before")
        ctypes.string_at(0)

    def do_abort(self, _emit, _):
        os.abort()

    def do_leave(self, _emit, _, status):
        os._exit(int(status))

    def do_exit(self, _emit, _, status):
        sys.exit(int(status))

    def do_spin(self, _emit, _):
        # backtracks for ever inside one C call
        re.match(r"(a+)+$", "a" * 64 + "b")

    def do_sleep(self, _emit, _, seconds):
        time.sleep(float(seconds))

    def do_nap(self, emit, _, seconds, word):
        time.sleep(float(seconds))
        emit(word.encode())

    def do_linger(self, emit, _, seconds):
        emit(str(os.getpid()).encode())
        time.sleep(float(seconds))

    def do_eat(self, emit, _, mebibytes):
        emit(b"before")
        data = bytearray(int(mebibytes) << 20)
        emit(str(len(data) >> 20).encode())

    def do_raise(self, emit, _):
        emit(b"before")
        raise ValueError(f"odd thing {object()!r}\nhere")

    def do_kill(self, _emit, _, name):
        os.kill(os.getpid(), signal.Signals[name])

    def do_read(self, emit, descriptors):
        for descriptor in descriptors:
            emit(os.pread(descriptor, 4096, 0))

    def do_read_then_die(self, emit, descriptors):
        self.do_read(emit, descriptors)
        ctypes.string_at(0)

    def do_shout(self, _emit, _):
        os.write(1, b"out")
        os.write(2, b"error")
        print("out", flush=True)
        ctypes.CDLL(None).puts(b"from native code")

    def do_clock(self, emit, _):
        emit(str(time.localtime(0).tm_hour).encode())

    def do_limit(self, emit, _, name):
        emit(str(resource.getrlimit(getattr(resource, name))[0]).encode())

    def do_umask(self, emit, _):
        emit(oct(os.umask(0)).encode())

    def do_map(self, emit, _):
        with mmap.mmap(int(self.argument), 0, prot=mmap.PROT_READ) as memory:
            emit(str(len(memory)).encode())

    def do_revive(self, _emit, _):
        os._exit(1)

    def do_inherited(self, emit, _):
        emit(os.pread(int(self.argument), 4096, 0))

    def do_descriptors(self, emit, _):
        # listing them would need a file
        emit(str(sum(_is_open(number) for number in range(200))).encode())

    def do_babble(self, _emit, _):
        _worker_socket_write(b"\xff" * 64)

    def do_claim(self, _emit, _):
        # a "done" for each of nine tasks it was never given
        _worker_socket_write((struct.pack("<IB", 2, 0) + msgspec.msgpack.encode([11])) * 9)

    def do_decode(self, emit, _, encoding):
        emit("д".encode(encoding))

    def do_import(self, _emit, _, name):
        __import__(name)

    def do_once(self, emit, _, word):
        # fails in an ordinary worker, works where the limit is the large one
        emit(str(resource.getrlimit(resource.RLIMIT_DATA)[0]).encode())
        if not hasattr(self, "performed"):
            self.performed = 0
        self.performed += 1
        emit(str(self.performed).encode())
        if resource.getrlimit(resource.RLIMIT_DATA)[0] < (1 << 30):
            ctypes.string_at(0)
        emit(word.encode())


def _is_open(descriptor):
    try:
        os.fstat(descriptor)
    except OSError:
        return False
    return True


def _worker_socket_write(data):
    for number in range(3, 200):
        if _is_open(number) and stat.S_ISSOCK(os.fstat(number).st_mode):
            os.write(number, data)
    time.sleep(30)


def refuse(_argument):
    raise SkerryError("the set is damaged")


def crash(_argument):
    ctypes.string_at(0)


def stumble(_argument):
    raise ValueError("no such thing")


class FailsInside(Service):
    def canaries(self):
        return {"reading": self.check}

    def check(self):
        Path("/etc/passwd").read_bytes()


class FailsOutside(Service):
    def canaries(self):
        return {"arithmetic": self.check}

    def check(self):
        raise ValueError("two and two")


class DiesInside(Service):
    def __init__(self, argument):
        super().__init__(argument)
        self.zygote = os.getpid()

    def canaries(self):
        return {"dying": self.check}

    def check(self):
        if os.getpid() != self.zygote:
            ctypes.string_at(0)


class Wordy(Service):
    def __init__(self, _argument):
        print("first words", file=sys.stderr)
        print("last words", file=sys.stderr, flush=True)
        os._exit(5)


class HungryInside(DiesInside):
    def canaries(self):
        return {"eating": self.check}

    def check(self):
        bytearray(800 << 20)


class HangsInside(DiesInside):
    def canaries(self):
        return {"waiting": self.check}

    def check(self):
        if os.getpid() != self.zygote:
            time.sleep(60)


class DiesLater(DiesInside):
    """Its canary dies once a first worker has taken work."""

    def __init__(self, argument):
        super().__init__(argument)
        self.shared = mmap.mmap(-1, 1)

    def check(self):
        if self.shared[0]:
            ctypes.string_at(0)

    def do_revive(self, _emit, _):
        self.shared[0] = 1
        os._exit(1)


class Threaded(Service):
    def __init__(self, argument):
        super().__init__(argument)
        threading.Thread(target=time.sleep, args=(60,), daemon=True).start()


def slow(_argument):
    time.sleep(60)


def stuck(_argument):
    # one C call that no Python signal handler can interrupt
    re.match(r"(a+)+$", "a" * 64 + "b")
