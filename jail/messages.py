"""What supervisor, zygote and workers say to each other, as MessagePack."""

import msgspec

from jail.layers import Confinement, Layers
from jail.limits import Limits

OUT_OF_MEMORY = 71
"""Exit status of a worker too short of memory even to say so."""


class Message(msgspec.Struct, frozen=True, array_like=True):
    """Base of all messages."""


class Order(Message, frozen=True, array_like=True, tag=0):
    """Supervisor to zygote, first: what to build, and how to jail it."""

    service: str
    argument: bytes
    limits: Limits
    layers: Layers


class Built(Message, frozen=True, array_like=True, tag=1):
    """Zygote: the service stands and its canaries live outside the jail."""

    warnings: tuple[str, ...]


class Refused(Message, frozen=True, array_like=True, tag=2):
    """Zygote: the service cannot be built; ``reason`` is one line."""

    reason: str


class Hatch(Message, frozen=True, array_like=True, tag=3):
    """Supervisor to zygote, with two descriptors (socket, note): fork worker ``number``."""

    number: int
    large: bool


class Kill(Message, frozen=True, array_like=True, tag=4):
    """Supervisor to zygote: kill worker ``number`` where it still lives."""

    number: int


class Died(Message, frozen=True, array_like=True, tag=5):
    """Zygote: worker ``number`` is gone; ``status`` is its exit code, or minus its signal."""

    number: int
    status: int


class Unborn(Message, frozen=True, array_like=True, tag=6):
    """Zygote: worker ``number`` could not be forked."""

    number: int
    reason: str


class Ready(Message, frozen=True, array_like=True, tag=7):
    """Worker: the jail is closed and every canary lives."""

    confinement: Confinement


class Broken(Message, frozen=True, array_like=True, tag=8):
    """Worker: a canary died in the jail."""

    canary: str
    reason: str


class Work(Message, frozen=True, array_like=True, tag=9):
    """Supervisor to worker, with the task's descriptors.

    One that ``gives_way`` is laid aside, after any of its results, for others that have come.
    """

    body: bytes
    gives_way: bool = False


class Output(Message, frozen=True, array_like=True, tag=10):
    """Worker: one result of the task it is at."""

    body: bytes


class Done(Message, frozen=True, array_like=True, tag=11):
    """Worker: the task is done."""


class Raised(Message, frozen=True, array_like=True, tag=12):
    """Worker: the task ended in an exception. After ``memory`` the worker leaves."""

    memory: bool
    detail: str
    stage: str
    position: str


class LaidAside(Message, frozen=True, array_like=True, tag=13):
    """Worker: it leaves the task it is at for now and begins the next."""


class TakenUp(Message, frozen=True, array_like=True, tag=14):
    """Worker: it goes on with the task it laid aside."""


encode = msgspec.msgpack.Encoder().encode
order_from = msgspec.msgpack.Decoder(Order)
from_supervisor = msgspec.msgpack.Decoder(Hatch | Kill)
from_zygote = msgspec.msgpack.Decoder(Built | Refused | Died | Unborn)
to_worker = msgspec.msgpack.Decoder(Work)
from_worker = msgspec.msgpack.Decoder(Ready | Broken | Output | Done | Raised | LaidAside | TakenUp)
