"""Examine the content of every entry that is still to be examined."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.content import Unexamined
from triage.crash import crash_point
from triage.driving import Event, drive
from triage.exam import reading
from triage.examine import gap_of
from triage.jobs import Inspect
from triage.phases.context import CAUSES, Context
from triage.reasons import Reason
from triage.records import Anything, Entry, Finding, Gap, Observation, State, Volume, decode, encode
from triage.sources.folder import open_file

SKIPS = 32
"""Members of one archive that may break their worker before the rest is given up."""


def inspect_entries(context: Context) -> None:
    """Examine what is pending; each entry's records are committed together with its state."""
    _Inspection(context).run()


class _Inspection:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._volumes: dict[int, Volume] = {}
        self._under_way: dict[str, Inspect] = {}

    def run(self) -> None:
        found = reading.volumes(self._context.connection)
        self._volumes = {number: volume for number, (volume, _) in found.items()}
        self._context.progress.phase("examining", *reading.to_do(self._context.connection))
        drive(
            self._context.pool,
            self._tasks(),
            self._handle,
            self._context.tick,
            self._context.expired,
        )
        self._context.writer.flush()

    def _tasks(self) -> Iterator[Task]:
        for entry in reading.pending(self._context.connection):
            volume = self._volumes[entry.volume]
            given = volume.kind == "folder"
            job = Inspect(entry=entry, volume=volume, given=given)
            task = self._task(job)
            if task is not None:
                self._under_way[entry.id] = job
                yield task

    def _task(self, job: Inspect) -> Task | None:
        descriptors: tuple[int, ...] = ()
        if job.given:
            root = self._context.sources.all[job.entry.source].folder_descriptor
            try:
                descriptors = (open_file(root, job.entry.path),) if root is not None else ()
            except Unexamined as problem:
                self._give_up(job, "open", problem)
                return None
        return Task(key=job.entry.id, body=encode(job), descriptors=descriptors)

    def _handle(self, event: Event) -> None:
        match event:
            case Emitted(body=body):
                self._write(decode(body))
            case Failed():
                self._leave_out(self._under_way.pop(event.key), event)
            case Completed():
                entry = self._under_way.pop(event.key).entry
                self._context.progress.advance(1, entry.size or 0)
            case Retrying():
                pass  # what comes again has the same ids and replaces what came before

    def _write(self, records: list[Anything]) -> None:
        self._context.writer.write(records)
        crash_point("examined")
        for record in records:
            if isinstance(record, Finding):
                self._context.progress.found(record)
            elif isinstance(record, Observation) and record.state != State.DONE:
                self._context.progress.failed()

    def _leave_out(self, job: Inspect, failed: Failed) -> None:
        """A member that broke the worker twice is left out and the archive tried again."""
        reason = CAUSES[failed.cause]
        inside = failed.position and failed.position != job.entry.id
        known = dict(job.skip)
        if inside and failed.position not in known and len(known) < SKIPS:
            again = Inspect(
                entry=job.entry,
                volume=job.volume,
                given=job.given,
                skip=(*job.skip, (failed.position, reason)),
            )
            task = self._task(again)
            if task is not None:
                self._under_way[job.entry.id] = again
                self._context.pool.submit(task)
            return
        self._give_up(job, failed.stage or "inspect", Unexamined(reason, failed.detail))

    def _give_up(self, job: Inspect, stage: str, problem: Unexamined) -> None:
        self._write(failed_entry(job.entry, job.volume.offset, stage, problem))
        self._context.progress.advance(1, job.entry.size or 0)


def failed_entry(
    entry: Entry, partition: int | None, stage: str, problem: Unexamined
) -> list[Anything]:
    """The records for an entry that could not be examined at all."""
    gap: Gap = gap_of(entry, partition, stage, problem)
    reason: Reason = problem.reason
    return [Observation(file=entry.id, state=State.FAILED, reason=reason), gap]
