"""What every phase of a run works with."""

import math
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from jail.tasks import Emitted, Retrying, Task
from triage.driving import Background, Event, drive
from triage.exam.connection import Connection
from triage.exam.writing import Writer
from triage.opened import OpenSources
from triage.reasons import Reason
from triage.records import READ_FAILED
from triage.request import Progress
from triage.workforce import Workforce


@dataclass(frozen=True)
class Context:
    """One run's open files and processes. ``connection`` is for reading what was written."""

    sources: OpenSources
    pool: Workforce
    writer: Writer
    connection: Connection
    progress: Progress
    ends: float = math.inf
    background: Background = field(default_factory=Background)
    glance: bool = True
    """Whether the authority lets the digests of any file be taken."""

    def expired(self) -> bool:
        """Whether the run's time is up (``ends`` on the monotonic clock)."""
        return time.monotonic() >= self.ends

    def tick(self) -> None:
        """Now and then, make what was written durable."""
        self.writer.flush_if_due()

    def drive(self, tasks: Iterator[Task], handle: Callable[[Event], None]) -> None:
        """Run a phase's tasks to their end, or until the run's time is up; then flush."""
        hear = self.hearing(handle)
        drive(self.pool, tasks, hear, self.tick, self.expired, self.background)
        self.writer.flush()

    def hearing(self, handle: Callable[[Event], None]) -> Callable[[Event], None]:
        """``handle``, but for the news that the storage failed a task: that is written down.

        Where the task comes again in this run, so does the news, if it is still true.
        """

        def hear(event: Event) -> None:
            if isinstance(event, Emitted) and event.body == READ_FAILED:
                self.read_failed(event.key)
                return
            if isinstance(event, Retrying):
                self.read_after_all(event.key)
            handle(event)

        return hear

    def read_failed(self, task: str) -> None:
        """Have the next run do a task again."""
        self.writer.insert("unread", (task,))

    def read_after_all(self, task: str) -> None:
        """Take that back: the task is void and done again in this run."""
        self.writer.update("DELETE FROM unread WHERE task = ?", (task,))


CAUSES: dict[str, Reason] = {
    "crashed": Reason.CRASHED,
    "processor-time": Reason.PROCESSOR_TIME,
    "deadline": Reason.DEADLINE,
    "memory": Reason.MEMORY,
}
"""Why the jail gave up on a task, as a gap's reason."""
