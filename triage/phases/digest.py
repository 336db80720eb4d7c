"""Digest every source whole, and hold the result against what the image itself carries."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved, believed
from triage.crash import crash_point
from triage.driving import Event, await_background
from triage.exam import reading
from triage.gaps import source_gap
from triage.jobs import DigestSource
from triage.phases.context import CAUSES, Context
from triage.reasons import Reason
from triage.records import Gap, SourceDigests, encode

WITHOUT_DIGEST = ("folder", "unsupported")


DIGEST = "digest:"
"""Before a source's number in the keys of tasks."""


class Digests:
    """Records the digests of every source that has none yet."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._begun: set[int] = set()
        context.background.add(DIGEST, context.hearing(self._handle))

    def finish(self) -> None:
        """Digest all that was not begun beside another phase, and wait for the rest."""
        context, waiting = self._context, self._waiting()
        if context.expired():
            return
        size = sum(row.size or 0 for row in waiting)
        context.progress.phase("digesting the source", len(waiting), size)
        for task in self.tasks():
            context.pool.submit(task)
        await_background(context.pool, context.tick, context.expired, context.background)
        context.writer.flush()

    def tasks(self) -> Iterator[Task]:
        """One for each source not begun yet; each takes long and nothing waits for it."""
        for row in self._waiting():
            self._begun.add(row.number)
            body = encode(DigestSource(source=row.number))
            yield Task(key=f"{DIGEST}{row.number}", body=body, alone=True)

    def _waiting(self) -> list[reading.SourceRow]:
        rows = reading.sources(self._context.connection)
        return [
            row
            for row in rows
            if row.sha256 is None
            and row.kind not in WITHOUT_DIGEST
            and row.number not in self._begun
        ]

    def _handle(self, event: Event) -> None:
        source = int(event.key.removeprefix(DIGEST))
        match event:
            case Emitted(body=body):
                for record in believed(body):
                    if not isinstance(record, SourceDigests | Gap) or record.source != source:
                        raise Disbelieved(type(record).__name__)
                    self._context.writer.forget_digest(source)
                    self._context.writer.write([record])
                    if isinstance(record, SourceDigests):
                        self._context.writer.write(list(disagreements(record)))
                crash_point("digest")
            case Failed():
                reason = CAUSES[event.cause]
                gap = source_gap(source, "source digest", reason, event.detail)
                self._context.writer.forget_digest(source)
                self._context.writer.write([gap])
                self._context.progress.failed()
            case Completed():
                self._context.progress.say("the source is digested")
            case Retrying():
                pass


def disagreements(record: SourceDigests) -> Iterator[Gap]:
    """A gap for each digest the image carries that its content does not have."""
    computed = {"md5": record.md5, "sha1": record.sha1, "sha256": record.sha256}
    for name, stored in sorted(record.stored.items()):
        found = computed.get(name.lower())
        if found is None or found == stored.lower():
            continue
        detail = f"{name} stored {stored.lower()}, computed {found}"
        yield source_gap(record.source, "source digest", Reason.DIGEST_MISMATCH, detail)
