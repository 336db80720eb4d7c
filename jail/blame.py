"""Deciding what a worker died of, and what becomes of the task it died on. No input or output."""

import re
import signal
from dataclasses import dataclass
from typing import Literal

from msgspec import Struct

from jail.limits import Limits
from jail.messages import OUT_OF_MEMORY
from jail.tasks import Cause, Failed, Retrying, Task

ATTEMPTS = 2
"""How often a task may be the end of a worker before it fails."""

PARDONS = 3
"""How often a SIGKILL from outside costs a task no attempt."""

DETAIL_CHARACTERS = 200

_ADDRESS = re.compile(r"0x[0-9a-fA-F]{4,}")


@dataclass(eq=False)
class Job:
    """A task and what has happened to it."""

    task: Task
    attempts: int = 0
    kills: int = 0
    undivided: bool = False
    """Whether it was lost once while it was laid aside: then it is not laid aside again."""

    @property
    def large(self) -> bool:
        """Whether it needs the large-memory worker: it asked, or it is tried again."""
        return self.task.large or self.attempts > 0

    @property
    def alone(self) -> bool:
        """Whether an ordinary worker does it with nothing else waiting behind."""
        return self.task.alone and not self.large

    @property
    def gives_way(self) -> bool:
        """Whether it may be laid aside for ordinary tasks."""
        return self.task.gives_way and self.alone and not self.undivided


class Blame(Struct, frozen=True):
    """What ended a task; ``outside`` where nobody here did."""

    cause: Cause | Literal["outside"]
    detail: str


class Death(Struct, frozen=True):
    """How a worker ended.

    ``status`` is its exit code or minus its signal; ``overdue`` that the supervisor lost patience;
    ``broken`` how it broke the protocol.
    """

    status: int
    overdue: bool = False
    broken: str = ""


def blame(death: Death, limits: Limits) -> Blame:
    """What a worker died of."""
    if death.broken:
        return Blame("crashed", death.broken)
    if death.overdue and death.status == -signal.SIGKILL:
        return Blame("deadline", f"no sign of life for {limits.patience_seconds:g} s")
    if death.status in {-signal.SIGPROF, -signal.SIGXCPU}:
        return Blame("processor-time", f"more than {limits.processor_seconds:g} s of processor")
    if death.status == -signal.SIGKILL:
        return Blame("outside", "signal SIGKILL")
    if death.status == OUT_OF_MEMORY:
        return Blame("memory", "MemoryError")
    return Blame("crashed", named(death.status))


def named(status: int) -> str:
    """``signal SIGSEGV`` or ``exit status 3``."""
    if status >= 0:
        return f"exit status {status}"
    try:
        return f"signal {signal.Signals(-status).name}"
    except ValueError:
        return f"signal {-status}"


def judge(job: Job, found: Blame, stage: str, position: str) -> Retrying | Failed:
    """Whether the job comes again; counts this end of it."""
    if found.cause == "outside":
        job.kills += 1
        if job.kills <= PARDONS:
            return Retrying(job.task.key)
        return Failed(job.task.key, "memory", stage, position, found.detail)
    job.attempts += 1
    if job.attempts < ATTEMPTS:
        return Retrying(job.task.key)
    return Failed(job.task.key, found.cause, stage, position, clean(found.detail))


def clean(text: str) -> str:
    """One line of bounded length that is the same in every run: no addresses, no controls."""
    text = _ADDRESS.sub("0x…", text)
    text = "".join(c if c.isprintable() else " " for c in text)
    return text[:DETAIL_CHARACTERS]
