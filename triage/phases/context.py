"""What every phase of a run works with."""

import math
import time
from dataclasses import dataclass

from jail.pool import Pool
from triage.exam.connection import Connection
from triage.exam.writing import Writer
from triage.opened import OpenSources
from triage.reasons import Reason
from triage.request import Progress


@dataclass(frozen=True)
class Context:
    """One run's open files and processes. ``connection`` is for reading what was written."""

    sources: OpenSources
    pool: Pool
    writer: Writer
    connection: Connection
    progress: Progress
    ends: float = math.inf

    def expired(self) -> bool:
        """Whether the run's time is up (``ends`` on the monotonic clock)."""
        return time.monotonic() >= self.ends

    def tick(self) -> None:
        """Now and then, make what was written durable."""
        self.writer.flush_if_due()


CAUSES: dict[str, Reason] = {
    "crashed": Reason.CRASHED,
    "processor-time": Reason.PROCESSOR_TIME,
    "deadline": Reason.DEADLINE,
    "memory": Reason.MEMORY,
}
"""Why the jail gave up on a task, as a gap's reason."""
