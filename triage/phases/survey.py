"""Find the volumes of each source."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved, believed
from triage.crash import crash_point
from triage.driving import Event, drive
from triage.exam import reading
from triage.gaps import source_gap
from triage.jobs import Survey
from triage.phases.context import CAUSES, Context
from triage.reasons import Reason
from triage.records import Anything, Gap, Volume, encode
from triage.sources.plan import SourcePlan


def survey_sources(context: Context) -> None:
    """Record the volumes and gaps of every source that has not been surveyed yet.

    Volumes are numbered source by source in the order the survey names them, so that every run
    gives the same numbers.
    """
    _Survey(context).run()


class _Survey:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[int, list[Anything]] = {}

    def run(self) -> None:
        waiting = [
            row.number for row in reading.sources(self._context.connection) if not row.surveyed
        ]
        self._context.progress.phase("surveying", len(waiting), 0)
        hear = self._context.hearing(self._handle)
        drive(self._context.pool, self._tasks(waiting), hear, self._context.tick)
        for source in waiting:
            self._record(source, self._found.get(source, []))

    def _tasks(self, waiting: list[int]) -> Iterator[Task]:
        for source in waiting:
            plan = self._context.sources.all[source].plan
            if plan.kind == "folder":
                self._found[source] = [Volume(source=source, ordinal=0, kind="folder")]
            elif plan.kind == "unsupported":
                self._found[source] = [_unsupported(plan)]
            else:
                yield Task(key=f"survey:{source}", body=encode(Survey(source=source)))

    def _handle(self, event: Event) -> None:
        source = int(event.key.partition(":")[2])
        match event:
            case Emitted(body=body):
                self._found.setdefault(source, []).extend(_of_source(believed(body), source))
            case Retrying():
                self._found.pop(source, None)
            case Failed():
                reason = CAUSES[event.cause]
                self._found[source] = [source_gap(source, "survey", reason, event.detail)]
            case Completed():
                self._context.progress.advance(1, 0)

    def _record(self, source: int, found: list[Anything]) -> None:
        writer = self._context.writer
        number = len(reading.volumes(self._context.connection))
        for record in found:
            if isinstance(record, Volume):
                writer.write_volume(number, record)
                number += 1
        plan = self._context.sources.all[source].plan
        writer.write(_placed(found))
        if plan.reason is not None and plan.kind != "unsupported":
            writer.write([_unsupported(plan)])
        writer.update("UPDATE sources SET surveyed = 1 WHERE number = ?", (source,))
        crash_point("survey")
        writer.flush()


def _of_source(records: list[Anything], source: int) -> list[Anything]:
    for record in records:
        if not isinstance(record, Volume | Gap) or record.source != source:
            raise Disbelieved(type(record).__name__)
    return records


def _placed(found: list[Anything]) -> list[Anything]:
    return [record for record in found if not isinstance(record, Volume)]


def _unsupported(plan: SourcePlan) -> Gap:
    reason = plan.reason or Reason.UNSUPPORTED_CONTAINER
    return source_gap(plan.index, "open", reason, plan.detail)
