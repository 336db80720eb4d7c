"""Drive the workers through a scan, one part at a time, each committed by itself."""

from collections.abc import Sequence

import msgspec
import numpy as np

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.claims import Disbelieved, believed, believed_size
from triage.crash import crash_point
from triage.driving import Event, drive
from triage.exam import reading
from triage.jobs import FindEncryption, MeasureSource, Scan
from triage.phases.context import Context
from triage.pinned_blocks import PinnedBlocks
from triage.records import Gap, MediumSize, Volume, encode
from triage.sampling.claimed import PartClaim
from triage.sampling.kinds import Kind
from triage.sampling.records import Hit, Scanned, Tally
from triage.sampling.regions import Regions
from triage.sampling.store import (
    SAMPLE,
    Sample,
    numbers_of,
    unread_of_parts,
    write_part,
)
from triage.sampling.zones import Zone

SHOWN = 5
"""Hits that are told of while a scan goes on."""


class Stage:
    """One stage of one scan: the parts that are left of it."""

    def __init__(
        self,
        context: Context,
        sample: Sample,
        zones: tuple[Zone, ...],
        regions: Regions,
        blocks: PinnedBlocks,
    ) -> None:
        self._context, self._sample = context, sample
        self._zones, self._regions = zones, regions
        self._blocks = blocks
        self._places = sample.places()
        self._unread: dict[int, int] = {}
        self._found: dict[str, PartClaim] = {}
        self._shown = 0

    def run(self, stage: str) -> None:
        """Do every part that is not recorded yet, or of which a block could not be read before."""
        self._unread = unread_of_parts(self._context.connection, self._sample, stage)
        parts = range(self._sample.parts(stage))
        left = [part for part in parts if self._unread.get(part, 1)]
        if not left:
            return
        blocks = sum(self._count(stage, part) for part in left)
        name = "sampling" if stage == SAMPLE else "reading every block"
        self._context.progress.phase(name, blocks, blocks * self._sample.unit)
        tasks = (self._task(stage, part) for part in left)
        drive(self._context.pool, tasks, self._handle, self._context.tick)
        self._context.writer.flush()

    def _range(self, part: int) -> tuple[int, int]:
        first = part * self._sample.sweep_units
        return first, min(self._sample.population, first + self._sample.sweep_units)

    def _count(self, stage: str, part: int) -> int:
        if stage == SAMPLE:
            return len(numbers_of(self._places, part))
        first, last = self._range(part)
        return last - first

    def _task(self, stage: str, part: int) -> Task:
        sample = self._sample
        job = Scan(source=sample.source, unit=sample.unit, zones=self._zones)
        if stage == SAMPLE:
            numbers = numbers_of(self._places, part).astype("<u8").tobytes()
            job = msgspec.structs.replace(job, numbers=numbers)
        else:
            first, last = self._range(part)
            job = msgspec.structs.replace(job, first=first, last=last)
        return Task(key=f"{stage}:{part}", body=encode(job))

    def _handle(self, event: Event) -> None:
        stage, _, number = event.key.partition(":")
        match event:
            case Emitted(body=body):
                if event.key not in self._found:
                    self._found[event.key] = self._claim(stage, int(number))
                self._found[event.key].admit(body)
            case Retrying():
                self._found.pop(event.key, None)
            case Completed():
                claim = self._found.pop(event.key, None)
                self._record(stage, int(number), claim.found if claim else [])
            case Failed():
                self._found.pop(event.key, None)
                self._give_up(stage, int(number), event.detail or event.cause)

    def _claim(self, stage: str, part: int) -> PartClaim:
        places = (
            numbers_of(self._places, part) if stage == SAMPLE else np.arange(*self._range(part))
        )
        return PartClaim(places, self._sample.unit, self._blocks)

    def _record(self, stage: str, part: int, found: Sequence[Scanned]) -> None:
        kinds = b"".join(one.kinds for one in found)
        count = self._count(stage, part)
        if stage == SAMPLE and len(kinds) != count:
            self._give_up(stage, part, "the worker did not account for its blocks")
            return
        tally = (
            self._regions.tally(numbers_of(self._places, part), kinds, self._sample.unit)
            if stage == SAMPLE
            else Tally(unreadable=kinds.count(Kind.UNREADABLE))
        )
        for one in found:
            tally = tally.plus(Tally(suppressed=one.suppressed))
        hits = [hit for one in found for hit in one.hits]
        self._say(hits)
        self._write(stage, part, tally, hits)
        crash_point("sample")
        self._context.progress.advance(count, count * self._sample.unit)

    def _give_up(self, stage: str, part: int, why: str) -> None:
        count = self._count(stage, part)
        self._context.progress.say(f"{count:,} blocks could not be looked at: {why}")
        self._write(stage, part, Tally(unreadable=count), [])

    def _write(self, stage: str, part: int, tally: Tally, hits: Sequence[Hit]) -> None:
        """Keep the figures and hits of an earlier attempt, unless this one could read more."""
        if tally.unreadable < self._unread.get(part, tally.unreadable + 1):
            write_part(self._context.writer, self._sample, stage, part, tally, hits)

    def _say(self, hits: Sequence[Hit]) -> None:
        for hit in hits[: SHOWN - self._shown]:
            self._shown += 1
            self._context.progress.say(f"known content at byte {hit.offset:,}: {hit.label}")


def flagged_volumes(context: Context, volumes: Sequence[Volume]) -> list[Volume]:
    """Those of the volumes whose files may be encrypted one by one.

    One of which that cannot be told is among them: no probability is stated on a guess.
    """
    flagged: set[int] = set()

    def handle(event: Event) -> None:
        says = isinstance(event, Failed)
        if isinstance(event, Emitted):
            try:
                says = msgspec.msgpack.decode(event.body, type=bool)
            except msgspec.MsgspecError as error:
                raise Disbelieved(str(error)) from None
        if says:
            flagged.add(int(event.key))

    jobs = (FindEncryption(volume=volume) for volume in volumes)
    tasks = (Task(key=str(number), body=encode(job)) for number, job in enumerate(jobs))
    drive(context.pool, tasks, handle, context.tick)
    return [volumes[number] for number in sorted(flagged)]


def medium_size(context: Context, source: int) -> int | None:
    """How many bytes the medium of a source has; null where it cannot be opened."""
    sizes: list[int] = []
    stored = reading.sources(context.connection)[source].size or 0

    def handle(event: Event) -> None:
        for record in believed(event.body) if isinstance(event, Emitted) else ():
            if not isinstance(record, MediumSize | Gap) or record.source != source:
                raise Disbelieved(type(record).__name__)
            if isinstance(record, MediumSize):
                sizes.append(believed_size(record, stored).size)

    task = Task(key="size", body=encode(MeasureSource(source=source)))
    drive(context.pool, iter([task]), handle, context.tick)
    return sizes[-1] if sizes else None
