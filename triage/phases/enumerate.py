"""List every volume to its end."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.carving.unallocated import UNALLOCATED
from triage.claims import Disbelieved, believed
from triage.content import Unexamined
from triage.crash import crash_point
from triage.driving import Event, drive
from triage.exam import reading
from triage.gaps import volume_gap
from triage.ids import entry_id, gap_id
from triage.jobs import Walk
from triage.phases.context import CAUSES, Context
from triage.phases.folders import FolderLister
from triage.phases.given import opened
from triage.phases.glance import GLANCE, Glances, has_certain_alerts
from triage.phases.inspect import Inspection
from triage.phases.patience import Patience
from triage.priority import Foremost
from triage.reasons import Reason
from triage.records import Anything, Entry, Gap, Volume, encode

SKIPS = 32
"""Directories of one volume that may break their worker before the volume is given up."""

OUT_OF_TIME = "the time budget ended the listing: what was not listed is not known"

WALK = "walk:"
"""Before a volume's number in the keys of tasks."""


def enumerate_volumes(context: Context, inspection: Inspection) -> None:
    """Record the entries of every volume that has not been listed to its end yet.

    A directory that breaks the worker twice is left out, as a gap, and the volume listed again.
    Meanwhile the workers examine what matters most of what is listed already. Where the run's time
    ends before a listing does, the listing is left, as a gap, to the next run.
    """
    _Enumeration(context, inspection).run()


class _Enumeration:
    def __init__(self, context: Context, inspection: Inspection) -> None:
        self._context = context
        self._inspection = inspection
        self._patience = Patience(context.writer)
        self._pool = FolderLister(context.pool, context.sources)
        self._foremost = Foremost()
        self._glances = Glances(
            worthwhile=context.glance and has_certain_alerts(context.connection)
        )
        self._volumes: dict[int, Volume] = {}
        self._walking: set[int] = set()
        self._skips: dict[int, tuple[str, ...]] = {}

    def run(self) -> None:
        found = reading.volumes(self._context.connection)
        waiting = {
            number: volume
            for number, (volume, walked) in found.items()
            if not walked and volume.kind != UNALLOCATED
        }
        for number in waiting:
            self._context.writer.forget_volume(number)
        self._volumes = waiting
        context, hear = self._context, self._context.hearing(self._handle)
        context.progress.phase("listing", len(waiting), 0)
        drive(self._pool, self._tasks(), hear, context.tick, self._is_over, context.background)
        context.writer.flush()

    def _tasks(self) -> Iterator[Task]:
        for number in self._volumes:
            if self._context.expired():
                return
            self._walking.add(number)
            self._patience.begin(number)
            yield self._task(number)

    def _is_over(self) -> bool:
        """Whether the run's time is up; what is being listed is not waited for any longer then."""
        if not self._context.expired() or not all(map(self._patience.is_out, self._walking)):
            return False
        for number in sorted(self._walking):
            volume = self._volumes[number]
            gap = volume_gap(number, volume, "enumerate", Reason.DEADLINE, OUT_OF_TIME)
            self._context.writer.write([gap])
            self._patience.cut(number)
        self._walking.clear()
        self._context.background.add(WALK, lambda _: None)
        return True

    def _task(self, number: int) -> Task:
        volume = self._volumes[number]
        skip = self._skips.get(number, ())
        job = Walk(source=volume.source, number=number, volume=volume, skip=skip)
        return Task(key=f"{WALK}{number}", body=encode(job), alone=True, gives_way=True)

    def _handle(self, event: Event) -> None:
        if event.key.startswith(WALK):
            self._walked(int(event.key.removeprefix(WALK)), event)
        elif event.key.startswith(GLANCE):
            for entry in self._glances.hits(event):
                self._inspection.begin(entry)
        else:
            self._inspection.handle(event)
        self._go_ahead()

    def _go_ahead(self) -> None:
        """Glance at a person's media, then have the foremost of it examined."""
        while self._context.pool.room and not self._context.expired():
            if (task := self._glances.take(self._volumes, self._opened)) is not None:
                self._pool.submit(task)
            elif self._walking and (entry := self._foremost.take()) is not None:
                self._inspection.begin(entry)
            else:
                return

    def _opened(self, entry: Entry) -> int | None:
        """A descriptor for a glance; null where there is none, and then examining says why."""
        try:
            return opened(self._context.sources, entry)
        except Unexamined:
            return None

    def _walked(self, number: int, event: Event) -> None:
        match event:
            case Emitted(body=body):
                records = self._listed(number, believed(body))
                self._context.writer.write(records)
                entries = [record for record in records if isinstance(record, Entry)]
                self._glances.add(entries)
                self._foremost.add(entries)
                crash_point("walk")
            case Retrying():
                self._void(number)
            case Failed():
                self._leave_out(number, event)
            case Completed():
                self._done(number)

    def _listed(self, number: int, records: list[Anything]) -> list[Anything]:
        """The records, once each proves to be of this volume."""
        volume = self._volumes[number]
        for record in records:
            if isinstance(record, Entry):
                identifier = entry_id(record, volume.offset)
            elif isinstance(record, Gap):
                identifier = gap_id(record, volume.offset)
            else:
                raise Disbelieved(type(record).__name__)
            if (record.source, record.volume, record.id) != (volume.source, number, identifier):
                raise Disbelieved(record.id)
        return records

    def _void(self, number: int) -> None:
        self._foremost.forget(number)
        self._glances.forget(number)
        self._inspection.forget(number)
        self._context.read_after_all(f"{WALK}{number}")
        self._context.writer.forget_volume(number)

    def _leave_out(self, number: int, failed: Failed) -> None:
        self._void(number)
        skips = self._skips.get(number, ())
        if failed.position and failed.position not in skips and len(skips) < SKIPS:
            self._skips[number] = (*skips, failed.position)
            self._pool.submit(self._task(number))
            return
        reason = CAUSES[failed.cause]
        gap = volume_gap(number, self._volumes[number], "enumerate", reason, failed.detail)
        self._context.writer.write([gap])
        self._done(number)

    def _done(self, number: int) -> None:
        self._walking.discard(number)
        self._patience.end(number)
        self._context.writer.update("UPDATE volumes SET walked = 1 WHERE number = ?", (number,))
        self._context.writer.flush()
        self._context.progress.advance(1, 0)
