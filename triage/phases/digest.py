"""Digest every source whole, and hold the result against what the image itself carries."""

from collections.abc import Iterator

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved, believed
from triage.crash import crash_point
from triage.driving import Event, drive
from triage.exam import reading
from triage.gaps import source_gap
from triage.jobs import DigestSource
from triage.phases.context import CAUSES, Context
from triage.reasons import Reason
from triage.records import Gap, SourceDigests, encode

WITHOUT_DIGEST = ("folder", "unsupported")


def digest_sources(context: Context) -> None:
    """Record the digests of every source that has none yet."""
    _Digests(context).run()


class _Digests:
    def __init__(self, context: Context) -> None:
        self._context = context

    def run(self) -> None:
        rows = reading.sources(self._context.connection)
        waiting = [row for row in rows if row.sha256 is None and row.kind not in WITHOUT_DIGEST]
        size = sum(row.size or 0 for row in waiting)
        self._context.progress.phase("digesting the source", len(waiting), size)
        tasks = (
            Task(key=f"digest:{row.number}", body=encode(DigestSource(source=row.number)))
            for row in waiting
        )
        drive(self._context.pool, tasks, self._handle, self._context.tick, self._context.expired)
        self._context.writer.flush()

    def _handle(self, event: Event) -> None:
        source = int(event.key.partition(":")[2])
        match event:
            case Emitted(body=body):
                for record in believed(body):
                    if not isinstance(record, SourceDigests | Gap) or record.source != source:
                        raise Disbelieved(type(record).__name__)
                    self._context.writer.write([record])
                    if isinstance(record, SourceDigests):
                        self._context.writer.write(list(disagreements(record)))
                crash_point("digest")
            case Failed():
                reason = CAUSES[event.cause]
                gap = source_gap(source, "source digest", reason, event.detail)
                self._context.writer.write([gap])
                self._context.progress.failed()
            case Completed():
                size = self._context.sources.all[source].plan.segments
                self._context.progress.advance(1, sum(segment.size for segment in size))
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
