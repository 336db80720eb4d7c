"""The note a worker leaves of what it is at, in memory that outlives it."""

import fcntl
import mmap
import os
import signal
from struct import Struct
from typing import NamedTuple

NOTE_BYTES = 4096
STAGE_BYTES = 60
POSITION_BYTES = 1900

_HEAD = Struct("<QB")  # how often it was noted, and which slot holds the latest note
_LENGTHS = Struct("<HH")
_SLOTS = (64, 2080)


def create_note() -> int:
    """A descriptor of new shared memory for one worker's note.

    Sealed against resizing: a worker that shrank it could kill the supervisor with SIGBUS.
    """
    descriptor = os.memfd_create("beacon", os.MFD_CLOEXEC | os.MFD_ALLOW_SEALING)
    os.ftruncate(descriptor, NOTE_BYTES)
    seals = fcntl.F_SEAL_SHRINK | fcntl.F_SEAL_GROW | fcntl.F_SEAL_SEAL
    fcntl.fcntl(descriptor, fcntl.F_ADD_SEALS, seals)
    return descriptor


class Paused(NamedTuple):
    """A unit of work that was laid aside, and the processor time it has left, in seconds."""

    stage: str
    position: str
    left: float


class Beacon:
    """A worker's end: notes what the worker is at. Survives its death."""

    def __init__(self, memory: mmap.mmap, processor_seconds: float) -> None:
        self._memory = memory
        self._processor_seconds = processor_seconds
        self._count = 0
        self._slot = 0
        self._noted = ("", "")

    def start(self, stage: str, position: str = "") -> None:
        """Note a new unit of work, and grant it its own processor time.

        When that is used up SIGPROF's default action ends the process, inside native code too.
        """
        self.at(stage, position)
        signal.setitimer(signal.ITIMER_PROF, self._processor_seconds)

    def pause(self) -> Paused:
        """Stop the clock of the unit of work, so that others can be done in between."""
        left, _ = signal.setitimer(signal.ITIMER_PROF, 0)
        return Paused(*self._noted, left)

    def resume(self, paused: Paused) -> None:
        """Go on with a unit of work that was paused, within what it had left."""
        self.at(paused.stage, paused.position)
        signal.setitimer(signal.ITIMER_PROF, paused.left)

    def at(self, stage: str, position: str = "") -> None:
        """Note a step within the unit of work.

        ``stage`` is kept up to 60 bytes of UTF-8, ``position`` up to 1,900; lone surrogates are
        written as backslash escapes.
        """
        self._noted = (stage, position)
        head = stage.encode("utf-8", "backslashreplace")[:STAGE_BYTES]
        tail = position.encode("utf-8", "backslashreplace")[:POSITION_BYTES]
        note = _LENGTHS.pack(len(head), len(tail)) + head + tail
        # the other slot first, then the switch: a worker killed in between leaves a whole note
        self._slot = slot = 1 - self._slot
        begin = _SLOTS[slot]
        self._memory[begin : begin + len(note)] = note
        self._count += 1
        _HEAD.pack_into(self._memory, 0, self._count, slot)


class Note:
    """The supervisor's end: reads the note, trusting nothing in it."""

    def __init__(self, descriptor: int) -> None:
        self._memory = mmap.mmap(descriptor, NOTE_BYTES)

    @property
    def count(self) -> int:
        """Changes with every note: a sign of life."""
        number: int = _HEAD.unpack_from(self._memory)[0]
        return number

    def read(self) -> tuple[str, str]:
        """The latest stage and position, both empty where nothing was noted."""
        return read_note(self._memory)

    def close(self) -> None:
        """Give the memory back."""
        self._memory.close()


def read_note(memory: mmap.mmap) -> tuple[str, str]:
    """The latest stage and position in a note's memory."""
    begin = _SLOTS[_HEAD.unpack_from(memory)[1] & 1]
    stage, position = _LENGTHS.unpack_from(memory, begin)
    stage, position = min(stage, STAGE_BYTES), min(position, POSITION_BYTES)
    begin += _LENGTHS.size
    head, tail = memory[begin : begin + stage], memory[begin + stage : begin + stage + position]
    # a note cut at its limit may end within a character
    return head.decode("utf-8", "ignore"), tail.decode("utf-8", "ignore")
