"""What a pool is given, and what it reports."""

from typing import Literal

from msgspec import Struct

Cause = Literal["crashed", "processor-time", "deadline", "memory"]


class Task(Struct, frozen=True):
    """One unit of work. ``body`` is what the service's ``perform`` gets.

    ``descriptors`` go with it; the pool keeps the caller's copies open until the task has
    completed or failed (it may have to send them again) and closes them then. Their file offset
    is shared with the worker's, which should read by position. ``large`` sends the task straight
    to the one large-memory worker. ``alone`` says that it takes long: the worker that has it is
    given nothing else meanwhile, so that no short task waits behind it. One that also ``gives_way``
    may be laid aside after any of its results for short tasks, where no worker is left for them.
    """

    key: str
    body: bytes
    descriptors: tuple[int, ...] = ()
    large: bool = False
    alone: bool = False
    gives_way: bool = False


class Emitted(Struct, frozen=True, tag=True):
    """One result of a task, as it comes."""

    key: str
    body: bytes


class Completed(Struct, frozen=True, tag=True):
    """The task is done; nothing more comes of it."""

    key: str


class Retrying(Struct, frozen=True, tag=True):
    """A worker died of the task or ran out of memory: what it emitted is void, it comes again."""

    key: str


class Failed(Struct, frozen=True, tag=True):
    """The task failed for good, in the way told.

    ``stage`` and ``position`` are the worker's last note; ``detail`` (``signal SIGSEGV``) is the
    same in every run. All three come out of a process that parsed evidence: trust them as little.
    """

    key: str
    cause: Cause
    stage: str
    position: str
    detail: str


Event = Emitted | Completed | Retrying | Failed
