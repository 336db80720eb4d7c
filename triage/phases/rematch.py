"""Match again what was observed, under other hash sets.

The evidence is not read for it, but for pictures whose observation does not settle what matches:
their entries go back to be examined (``triage.matching_again``). This phase therefore comes first.
"""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved, believed
from triage.crash import crash_point
from triage.driving import Event
from triage.exam import reading
from triage.jobs import Match
from triage.phases.context import Context
from triage.records import Anything, Finding, Membership, ReadAgain, encode


def rematch_observations(context: Context) -> None:
    """Replace the findings and memberships of every file matched under an earlier generation."""
    _Rematch(context).run()


class _Rematch:
    def __init__(self, context: Context) -> None:
        self._context = context
        self._found: dict[str, list[Anything]] = {}
        self._unsettled: list[str] = []

    def run(self) -> None:
        generation = self._context.writer.generation
        waiting = reading.matched_before(self._context.connection, generation)
        self._context.progress.phase("matching", waiting, 0)
        self._context.drive(self._tasks(generation), self._handle)
        self._send_back()
        self._context.writer.flush()

    def _send_back(self) -> None:
        """Have the unsettled examined again, with all that lies in the same archive."""
        connection = self._context.connection
        for identifier in sorted({reading.outermost(connection, x) for x in self._unsettled}):
            self._context.writer.forget_entry(identifier)
            crash_point("read again")

    def _tasks(self, generation: int) -> Iterator[Task]:
        for observation in reading.observations(self._context.connection, generation):
            yield Task(key=observation.file, body=encode(Match(observation=observation)))

    def _handle(self, event: Event) -> None:
        match event:
            case Emitted(body=body):
                self._found.setdefault(event.key, []).extend(_of_file(believed(body), event.key))
            case Retrying():
                self._found.pop(event.key, None)
            case Failed():
                self._unsettled.append(event.key)  # examined again, what fails there is a gap
            case Completed():
                self._replace(event.key, self._found.pop(event.key, []))

    def _replace(self, file: str, found: list[Anything]) -> None:
        if any(isinstance(record, ReadAgain) for record in found):
            self._unsettled.append(file)
            return
        writer = self._context.writer
        writer.forget_matches(file)
        writer.write(found)
        writer.matched(file)
        crash_point("rematch")
        self._context.progress.advance(1, 0)
        for record in found:
            if isinstance(record, Finding):
                self._context.progress.found(record)


def _of_file(records: list[Anything], file: str) -> list[Anything]:
    for record in records:
        if not isinstance(record, Finding | Membership | ReadAgain) or record.file != file:
            raise Disbelieved(type(record).__name__)
    return records
