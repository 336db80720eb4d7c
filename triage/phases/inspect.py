"""Examine the content of every entry that is still to be examined."""

from collections.abc import Iterator
from itertools import islice

from msgspec.structs import replace

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Claim
from triage.content import Unexamined
from triage.crash import crash_point
from triage.driving import Event
from triage.exam import reading
from triage.examine import gap_of
from triage.jobs import Broken, Inspect
from triage.phases.context import CAUSES, Context
from triage.phases.digest import Digests
from triage.phases.given import opened
from triage.priority import REST, tier_of
from triage.reasons import Reason
from triage.records import Anything, Entry, Finding, Gap, Observation, State, encode
from triage.sources.storage import FAILURES

SKIPS = 32
"""Entries of one task that may break their worker before the rest is given up."""


class Inspection:
    """Examines what is pending; each entry's records are committed together with its state."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._volumes = {
            number: volume for number, (volume, _) in reading.volumes(context.connection).items()
        }
        self._under_way: dict[str, Inspect] = {}
        self._claims: dict[str, Claim] = {}
        self._void: set[str] = set()
        self._ahead: dict[str, int] = {}

    def run(self, digests: Digests) -> None:
        """Examine all that is left, and digest the sources behind what is a person's own."""
        self._ahead.clear()
        found = reading.volumes(self._context.connection)
        self._volumes = {number: volume for number, (volume, _) in found.items()}
        self._context.progress.phase("examining", *reading.to_do(self._context.connection))
        self._context.drive(self._tasks(digests), self.handle)

    def _tasks(self, digests: Digests) -> Iterator[Task]:
        beside = self._context.pool.size - 1  # one worker is left for what is examined
        for entry in reading.pending(self._context.connection):
            if beside and tier_of(entry) == REST:
                yield from islice(digests.tasks(), beside)
                beside = 0
            job = self._job(entry)
            task = self._task(job)
            if task is not None:
                self._begin(job)
                yield task

    def begin(self, entry: Entry) -> None:
        """Have one entry examined now, whatever else there is to do."""
        if entry.id in self._under_way or entry.id in self._ahead:
            return  # done, under way, or void and not yet ended: then its turn comes with the rest
        self._ahead[entry.id] = entry.volume
        job = self._job(entry)
        task = self._task(job)
        if task is not None:
            self._begin(job)
            self._context.pool.submit(task)

    def forget(self, volume: int) -> None:
        """Take nothing more from what is under way in a volume: its entries are void."""
        for key, job in self._under_way.items():
            if job.entry.volume == volume:
                self._void.add(key)
        self._ahead = {key: at for key, at in self._ahead.items() if at != volume}

    def _job(self, entry: Entry) -> Inspect:
        volume = self._volumes[entry.volume]
        return Inspect(entry=entry, volume=volume, given=volume.kind == "folder")

    def _task(self, job: Inspect) -> Task | None:
        descriptors: tuple[int, ...] = ()
        if job.given:
            failures = FAILURES.count
            try:
                descriptors = (opened(self._context.sources, job.entry),)
            except Unexamined as problem:
                if FAILURES.count > failures:
                    self._context.read_failed(job.entry.id)
                self._give_up(job, "open", problem)
                return None
        return Task(key=job.entry.id, body=encode(job), descriptors=descriptors)

    def handle(self, event: Event) -> None:
        """Take what is told of a task of this phase's."""
        if event.key in self._void:
            self._drop(event)
            return
        match event:
            case Emitted(body=body):
                self._write(self._claims[event.key].admit(body))
            case Failed():
                self._leave_out(self._under_way.pop(event.key), event)
            case Completed():
                self._done(self._under_way.pop(event.key))
            case Retrying():
                # the worker may have died after its last word, so that the entry counts as examined
                self._context.writer.forget_entry(event.key)
                self._claims[event.key] = Claim(self._under_way[event.key])

    def _drop(self, event: Event) -> None:
        if isinstance(event, Completed | Failed):
            self._void.discard(event.key)
            self._context.read_after_all(event.key)
            self._under_way.pop(event.key)
            self._claims.pop(event.key)

    def _write(self, records: list[Anything]) -> None:
        self._context.writer.write(records)
        crash_point("examined")
        for record in records:
            if isinstance(record, Finding):
                self._context.progress.found(record)
                self._context.writer.hurry()
            elif isinstance(record, Observation) and record.state != State.DONE:
                self._context.progress.failed()

    def _leave_out(self, job: Inspect, failed: Failed) -> None:
        """What broke the worker twice is left out, but for its digests, and the rest tried again.

        A worker that was not believed says nothing that counts, so all of its task has failed.
        """
        own = not self._claims[job.entry.id].knows(failed.position)
        broken = Broken(
            file=job.entry.id if own else failed.position,
            stage=failed.stage,
            reason=CAUSES[failed.cause],
            detail=failed.detail,
        )
        known = {each.file for each in job.skip}
        if failed.position and broken.file not in known and len(known) < SKIPS:
            again = replace(job, skip=(*job.skip, broken))
            task = self._task(again)
            if task is not None:
                self._context.read_after_all(task.key)
                self._begin(again)
                self._context.pool.submit(task)
            return
        self._give_up(job, failed.stage or "inspect", Unexamined(broken.reason, broken.detail))

    def _give_up(self, job: Inspect, stage: str, problem: Unexamined) -> None:
        self._write(failed_entry(job.entry, job.volume.offset, stage, problem))
        self._settle_members(job, problem)
        self._end(job)

    def _done(self, job: Inspect) -> None:
        for broken in job.skip:
            if broken.file == job.entry.id:
                self._settle_members(job, Unexamined(broken.reason, broken.detail))
        self._end(job)

    def _settle_members(self, job: Inspect, problem: Unexamined) -> None:
        """Members that an attempt named and none came back to fail with what holds them."""
        for member in reading.pending_within(self._context.connection, job.entry.id):
            self._write(failed_entry(member, job.volume.offset, "archive", problem))

    def _begin(self, job: Inspect) -> None:
        self._under_way[job.entry.id] = job
        self._claims[job.entry.id] = Claim(job)

    def _end(self, job: Inspect) -> None:
        self._claims.pop(job.entry.id, None)
        self._context.progress.advance(1, job.entry.size or 0)


def failed_entry(
    entry: Entry, partition: int | None, stage: str, problem: Unexamined
) -> list[Anything]:
    """The records for an entry that could not be examined at all."""
    gap: Gap = gap_of(entry, partition, stage, problem)
    reason: Reason = problem.reason
    return [Observation(file=entry.id, state=State.FAILED, reason=reason), gap]
