"""Carve the space of each source that belongs to no listed live file."""

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.carving.unallocated import STAGE, UNALLOCATED
from triage.claims import Disbelieved, believed, believed_size
from triage.driving import Event
from triage.exam import reading
from triage.gaps import source_gap
from triage.jobs import MeasureSource
from triage.phases.carve_source import SourceCarving, Wanted
from triage.phases.context import CAUSES, Context
from triage.phases.taken import left
from triage.pinned_blocks import PinnedBlocks
from triage.records import Gap, MediumSize, Volume, encode
from triage.sampling.zones import zones_of

WITH_ADDRESSES = ("raw", "ewf")


def carve_unallocated(context: Context, blocks: PinnedBlocks) -> bool:
    """Record what is carved as entries still to be examined; whether there are any.

    ``blocks`` are the pinned sets that blocks in the space may be of.

    Nothing is begun before every listed entry was examined: what is left to carve depends on them.
    """
    formats = reading.carved_formats(context.connection)
    waiting = [
        row.number
        for row in reading.sources(context.connection)
        if row.kind in WITH_ADDRESSES and _is_unfinished(context, row.number)
    ]
    if not formats or not waiting or context.expired() or reading.to_do(context.connection)[0]:
        return False
    _Carving(context, Wanted(formats, blocks)).run(waiting)
    return reading.to_do(context.connection)[0] > 0


def _is_unfinished(context: Context, source: int) -> bool:
    row = reading.carving(context.connection).get(source)
    return row is None or not reading.volumes(context.connection)[row.volume][1]


class _Carving:
    def __init__(self, context: Context, wanted: Wanted) -> None:
        self._context = context
        self._wanted = wanted
        self._sizes: dict[int, MediumSize] = {}
        self._sources: dict[int, SourceCarving] = {}

    def run(self, waiting: list[int]) -> None:
        self._measure(waiting)
        for source, size in sorted(self._sizes.items()):
            self._sources[source] = self._source(source, size)
        self._context.writer.flush()
        carved = self._sources.values()
        self._context.progress.phase("carving", 0, sum(one.space.size for one in carved))
        self._context.drive((task for one in carved for task in one.tasks()), self._handle)

    def _measure(self, waiting: list[int]) -> None:
        tasks = (
            Task(
                key=f"size:{source}",
                body=encode(MeasureSource(source=source, volumes=tuple(self._volumes(source)))),
            )
            for source in waiting
        )
        self._context.drive(tasks, self._sized)

    def _sized(self, event: Event) -> None:
        source = int(event.key.partition(":")[2])
        match event:
            case Emitted(body=body):
                for record in believed(body):
                    if not isinstance(record, MediumSize | Gap) or record.source != source:
                        raise Disbelieved(type(record).__name__)
                    if isinstance(record, MediumSize):
                        stored = reading.sources(self._context.connection)[source].size or 0
                        self._sizes[source] = believed_size(record, stored)
            case Failed():
                gap = source_gap(source, STAGE, CAUSES[event.cause], event.detail)
                self._context.writer.write([gap])
            case Completed() | Retrying():
                pass

    def _source(self, source: int, size: MediumSize) -> SourceCarving:
        connection, writer = self._context.connection, self._context.writer
        known = left(connection, source, size.size, size.units)
        row = reading.carving(connection).get(source)
        if row is None:
            number = len(reading.volumes(connection))
            length = known.space.size
            volume = Volume(source=source, ordinal=0, kind=UNALLOCATED, length=length)
            writer.write_volume(number, volume)
            row = reading.CarvingRow(source, number, 0, 0, 0, "[]")
            writer.insert("carving", row)
            writer.flush()
        zones = zones_of(self._volumes(source), size.size)
        return SourceCarving(self._context, self._wanted, known, zones, row)

    def _volumes(self, source: int) -> list[Volume]:
        found = reading.volumes(self._context.connection).values()
        return [volume for volume, _ in found if volume.source == source and volume.length]

    def _handle(self, event: Event) -> None:
        source = int(event.key.split(":")[1])
        self._sources[source].handle(event)
