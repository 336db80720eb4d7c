"""Folders are listed by the supervisor, since no worker may open what it finds in them."""

from collections import deque
from collections.abc import Iterator
from itertools import islice

from jail.tasks import Completed, Emitted, Event, Task
from triage.jobs import Walk, decode_job
from triage.opened import OpenSources
from triage.records import READ_FAILED, Entry, Gap, encode
from triage.sources.folder import walk_folder
from triage.sources.storage import FAILURES
from triage.workforce import Workforce

BATCH = 200
"""Records at a time; between batches the workers are heard."""


class FolderLister:
    """A workforce that lists folders itself and leaves all else to another.

    What comes of a listing is told as a worker would tell it, a batch at a time.
    """

    def __init__(self, workers: Workforce, sources: OpenSources) -> None:
        self._workers = workers
        self._sources = sources
        self._walks: deque[tuple[str, Iterator[Entry | Gap]]] = deque()

    @property
    def size(self) -> int:
        """How many ordinary workers there are."""
        return self._workers.size

    @property
    def room(self) -> int:
        """How many more tasks keep the workers busy."""
        return self._workers.room

    @property
    def unfinished(self) -> Iterator[str]:
        """The keys of the tasks that have neither completed nor failed."""
        yield from (key for key, _ in self._walks)
        yield from self._workers.unfinished

    @property
    def idle(self) -> bool:
        """Whether nothing submitted is unfinished and no event is untold."""
        return not self._walks and self._workers.idle

    def submit(self, task: Task) -> None:
        """Take a task on. Never waits."""
        job = decode_job(task.body)
        if not isinstance(job, Walk) or job.volume.kind != "folder":
            self._workers.submit(task)
            return
        root = self._sources.all[job.source].folder_descriptor
        records = (
            iter(()) if root is None else walk_folder(root, job.source, job.volume, job.number)
        )
        self._walks.append((task.key, records))

    def events(self, timeout: float) -> list[Event]:
        """What happened; does not wait while there is a folder to list."""
        if not self._walks:
            return self._workers.events(timeout)
        return [*self._workers.events(0), *self._listed()]

    def _listed(self) -> Iterator[Event]:
        """One batch more of the folder whose turn it is."""
        key, records = self._walks.popleft()
        failures = FAILURES.count
        batch = list(islice(records, BATCH))
        if FAILURES.count > failures:
            yield Emitted(key, READ_FAILED)
        if batch:
            yield Emitted(key, encode(batch))
        if len(batch) == BATCH:
            self._walks.append((key, records))
        else:
            yield Completed(key)
