"""What is remembered of a person between events: little, and bounded."""

from typing import NamedTuple

import msgspec

from monitor.behaviour.cue import Cue
from monitor.behaviour.day import Day

MOST_DEVICES = 50


class Change(NamedTuple):
    """A clock that was set: when that was received (µs), its number or -1, and by how many µs."""

    received: int
    number: int
    by: int


class Fragment(msgspec.Struct, frozen=True, array_like=True):
    """A keystroke event whose turn has not come: its beginning, and its end where that is another.

    Without an app it is text that is held apart unread: nothing is joined across it.
    """

    sequence: int
    app: str | None
    text: str
    end: str | None
    identity: bytes
    event: str
    time: int
    received: int


class Typing(msgspec.Struct, array_like=True):
    """What was typed last, and what waits for its turn.

    ``next`` is the number that is waited for, ``beyond`` are ranges of later numbers that arrived.
    ``tail`` is the end of what was typed in ``app``, at ``time`` (µs) by the device's clock.
    """

    next: int | None = None
    beyond: list[list[int]] = []
    waiting: list[Fragment] = []
    app: str | None = None
    tail: str = ""
    time: int = 0


class Device(msgspec.Struct, array_like=True):
    """A device: ``anchors`` are, by when a basis began, the first sequence known to lie within it.

    ``heard`` are intervals (µs of receipt) of signs of life that lay close together; ``beats``
    when (µs of receipt) a heartbeat promised the next one within how many µs; ``told`` the end of
    the interval after which silence was told of; ``changes`` how its clock was set.
    """

    anchors: dict[int, int] = {}
    beats: list[list[int]] = []
    heard: list[list[int]] = []
    told: int | None = None
    typing: Typing = msgspec.field(default_factory=Typing)
    changes: list[Change] = []


class Memory(msgspec.Struct, array_like=True):
    """A person's devices, and the ``topic`` that brought the latest event.

    ``days`` (ordinal) are not over yet, ``watermark`` is the latest receipt (µs); ``cues`` may be
    steps of a sequence; ``met`` are counterparts that were new on a day (ordinal) that is over.
    """

    devices: dict[str, Device] = {}
    topic: str = ""
    days: dict[int, Day] = {}
    watermark: int = 0
    cues: list[Cue] = []
    met: dict[int, int] = {}

    def device(self, name: str) -> Device:
        """What is remembered of a device; of too many, the first is forgotten."""
        known = self.devices.get(name)
        if known is None:
            if len(self.devices) >= MOST_DEVICES:
                self.devices.pop(next(iter(self.devices)))
            known = self.devices[name] = Device()
        return known


_ENCODER = msgspec.msgpack.Encoder()
_DECODER = msgspec.msgpack.Decoder(Memory)


def packed(memory: Memory) -> bytes:
    """The memory as bytes."""
    return _ENCODER.encode(memory)


def unpacked(content: bytes) -> Memory:
    """The memory in bytes."""
    return _DECODER.decode(content)
