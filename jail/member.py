"""The supervisor's view of one worker."""

import time
from collections import deque

from jail.beacon import Note
from jail.blame import Death, Job
from jail.frames import Stream
from jail.messages import Work, encode

_LONGEST_LOOK = 1.0
"""Seconds of silence that one look can count: a supervisor that was away saw nothing."""

_HANGING_SECONDS = 1.0


class Worker:
    """One worker: its socket, its note, and the jobs it has been given, oldest first.

    ``aside`` is the one that it left for those, if any.
    """

    def __init__(self, number: int, large: bool, stream: Stream, note: Note) -> None:
        self.number = number
        self.large = large
        self.stream = stream
        self.jobs: deque[Job] = deque()
        self.aside: Job | None = None
        self.ready = False
        self.used = False
        self.leaving = False
        self.overdue = False
        self.broken = ""
        self._note = note
        self._count = 0
        self._silence = 0.0
        self._looked = time.monotonic()
        self._ended = 0.0
        self._last: tuple[str, str] | None = None

    def give(self, job: Job) -> None:
        """Send it a job."""
        if not self.jobs:
            self.heard()
        self.jobs.append(job)
        self.used = True
        self.stream.send(encode(Work(job.task.body, job.gives_way)), job.task.descriptors)

    def lay_aside(self) -> None:
        """It left the job it was at for the next. Raises ``IndexError`` where it cannot have."""
        if self.aside or len(self.jobs) < 2 or not self.jobs[0].gives_way:
            raise IndexError("there is nothing to lay aside")
        self.aside = self.jobs.popleft()

    def take_up(self) -> None:
        """It went on with that job. Raises ``IndexError`` where there is none."""
        if self.aside is None:
            raise IndexError("nothing was laid aside")
        self.jobs.appendleft(self.aside)
        self.aside = None

    def heard(self) -> None:
        """It gave a sign of life."""
        self._silence = 0.0
        self._looked = time.monotonic()

    def look(self) -> float:
        """Seconds of silence while it had work, as far as anybody was watching."""
        now = time.monotonic()
        count = self._note.count
        if count != self._count or (self.ready and not self.busy):
            self._count = count
            self._silence = 0.0
        else:
            self._silence += min(now - self._looked, _LONGEST_LOOK)
        self._looked = now
        return self._silence

    @property
    def busy(self) -> bool:
        """Whether it has work."""
        return bool(self.jobs) or self.aside is not None

    @property
    def alone(self) -> bool:
        """Whether its work includes a job that is done with nothing else waiting behind.

        Such a one is given to a worker without others, and so is the first of its jobs.
        """
        return self.aside is not None or (bool(self.jobs) and self.jobs[0].alone)

    @property
    def gives_way(self) -> bool:
        """Whether it does ordinary jobs in between."""
        return self.aside is not None or (bool(self.jobs) and self.jobs[0].gives_way)

    @property
    def free(self) -> bool:
        """Whether it can be given work: it is ready, and nothing speaks of its end."""
        ending = self.leaving or self.overdue or bool(self.broken) or self.stream.ended
        return self.ready and not ending

    @property
    def hanging(self) -> bool:
        """Whether it closed its socket a while ago and still is not dead."""
        if not self.stream.ended:
            return False
        self._ended = self._ended or time.monotonic()
        return time.monotonic() - self._ended > _HANGING_SECONDS

    @property
    def at(self) -> tuple[str, str]:
        """The stage and position it noted last."""
        return self._last or self._note.read()

    def death(self, status: int) -> Death:
        """How it ended, given the zygote's report."""
        return Death(status, self.overdue, self.broken)

    def close(self) -> None:
        """Let go of its socket and shared memory; what it noted last stays known."""
        self._last = self._note.read()
        self.stream.close()
        self._note.close()
