"""Carving one source, window by window: results are taken in order, whatever order they come in."""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec

from jail.pool import Completed, Emitted, Failed, Retrying, Task
from triage.carving.claimed import Bounds, WindowClaim
from triage.carving.formats import NAMES
from triage.carving.taking import Covered, Found, Place, taken
from triage.carving.unallocated import STAGE
from triage.carving.window import WINDOW, Claimed
from triage.claims import believed
from triage.crash import crash_point
from triage.driving import Event
from triage.exam.reading import CarvingRow
from triage.ids import stamp_gap
from triage.jobs import Carve
from triage.phases.context import CAUSES, Context
from triage.phases.taken import Left
from triage.pinned_blocks import PinnedBlocks
from triage.reasons import Reason
from triage.records import Carved, Gap, encode
from triage.sampling.zones import Grids, Zone

Result = list[Found]

_LIMITS = frozenset({Reason.LIMIT_BYTES, Reason.LIMIT_COUNT})


class Wanted(NamedTuple):
    """Formats to be carved, and the sets that blocks may be of."""

    formats: tuple[str, ...]
    blocks: PinnedBlocks


class SourceCarving:
    """What is left to carve of one source, from where ``row`` says that carving has come to.

    A window is carved as if nothing before it claimed any of its bytes. Where that proves wrong, it
    is carved again with the claims: what is found is the same as from one pass over the source.
    """

    def __init__(
        self,
        context: Context,
        wanted: Wanted,
        known: Left,
        zones: tuple[Zone, ...],
        row: CarvingRow,
    ) -> None:
        self.space = known.space
        self._hidden = known.hidden
        self._context = context
        self._wanted = wanted
        self._zones = zones
        self._source = row.source
        self._volume = row.volume
        self._size = zones[-1].end if zones else 0
        examined = Covered(known.recovered.items())
        self._place = Place(row.source, row.volume, known.space, known.recovered, examined)
        self._reached = row.reached
        self._claimed = Claimed(row.whole, row.fragment)
        self._bounds = Bounds(
            row.source, row.volume, known.space, wanted.formats, Grids(zones), wanted.blocks
        )
        self._coming: dict[int, WindowClaim] = {}
        self._results: dict[int, Result] = {}
        self._again: set[int] = set()
        self._finished = False

    def tasks(self) -> Iterator[Task]:
        """One task for each window with space in it."""
        for start in range(self._reached, self._size, WINDOW):
            task = self._task(start, Claimed())
            if task is None:
                self._results[start] = []
            else:
                yield task
        self._merge()

    def handle(self, event: Event) -> None:
        """Take in what comes of a window."""
        start = int(event.key.split(":")[2])
        match event:
            case Emitted(body=body):
                if start not in self._coming:
                    end = min(start + WINDOW, self._size)
                    self._coming[start] = WindowClaim(self._bounds, start, end)
                self._coming[start].admit(believed(body))
            case Retrying():
                self._coming.pop(start, None)
            case Failed():
                self._coming.pop(start, None)
                self._results[start] = [self._failed(start, event)]
                self._again.add(start)
                self._merge()
            case Completed():
                claim = self._coming.pop(start, None)
                self._results[start] = claim.found if claim else []
                self._merge()

    def _task(self, start: int, claimed: Claimed) -> Task | None:
        end = min(start + WINDOW, self._size)
        extents = tuple(self.space.touching(start, end))
        if not extents:
            return None
        job = Carve(
            source=self._source,
            volume=self._volume,
            start=start,
            end=end,
            extents=extents,
            formats=self._wanted.formats,
            zones=self._zones,
            whole=claimed.whole,
            fragment=claimed.fragment,
        )
        return Task(key=f"carve:{self._source}:{start}", body=encode(job))

    def _failed(self, start: int, failed: Failed) -> Gap:
        length = min(start + WINDOW, self._size) - start
        return self._gap(CAUSES[failed.cause], failed.detail, start, length)

    def _gap(self, reason: Reason, detail: str, offset: int | None, length: int | None) -> Gap:
        gap = Gap(
            source=self._source,
            volume=self._volume,
            stage=STAGE,
            reason=reason,
            offset=offset,
            length=length,
            detail=detail,
        )
        return stamp_gap(gap, None)

    # taking windows in, in order

    def _merge(self) -> None:
        while self._reached < self._size and self._reached in self._results:
            start = self._reached
            if start not in self._again and self._is_claimed(self._results[start]):
                self._again.add(start)
                del self._results[start]
                task = self._task(start, self._claimed)
                if task is not None:
                    self._context.read_after_all(task.key)
                    self._context.pool.submit(task)
                return
            self._take(self._results.pop(start))
        if self._reached >= self._size and not self._finished:
            self._finish()

    def _is_claimed(self, result: Result) -> bool:
        """Whether what was found before the window may change what is found in it."""
        reach = max(self._claimed)
        return any(
            (isinstance(record, Carved) and record.offset < reach)
            or (isinstance(record, Gap) and record.reason in _LIMITS)
            for record in result
        )

    def _take(self, result: Result) -> None:
        records, self._claimed = taken(result, self._claimed, self._place)
        self._reached = min(self._reached + WINDOW, self._size)
        self._context.writer.write(records)
        self._context.writer.update(
            "UPDATE carving SET reached = ?, whole = ?, fragment = ? WHERE source = ?",
            (self._reached, *self._claimed, self._source),
        )
        crash_point("carve")
        self._context.progress.advance(0, self._carved_bytes())
        self._context.tick()

    def _carved_bytes(self) -> int:
        start = (self._reached - 1) // WINDOW * WINDOW
        extents = self.space.touching(start, self._reached)
        return sum(min(end, self._reached) - first for first, end in extents)

    def _finish(self) -> None:
        """The gaps that stood for this space give way to those that are left."""
        self._finished = True
        writer = self._context.writer
        stood = self._context.connection.execute(
            "SELECT * FROM gaps WHERE source = ? AND file IS NULL AND reason = ?"
            " AND volume IS NOT ?",
            (self._source, Reason.UNALLOCATED_NOT_EXAMINED, self._volume),
        ).fetchall()
        for row in stood:
            writer.update("DELETE FROM gaps WHERE id = ?", (row[0],))
        superseded = msgspec.json.encode(stood).decode()
        where = (superseded, self._source)
        writer.update("UPDATE carving SET superseded = ? WHERE source = ?", where)
        writer.write(self._left_uncarved())
        writer.update("UPDATE volumes SET walked = 1 WHERE number = ?", (self._volume,))
        writer.flush()

    def _left_uncarved(self) -> Iterator[Gap]:
        reason = Reason.UNALLOCATED_NOT_EXAMINED
        for volume in self._hidden:
            detail = f"not carved: where the files of this {volume.kind} volume lie is not known"
            yield self._gap(reason, detail, volume.offset, volume.length)
        missing = [name for name in NAMES if name not in self._wanted.formats]
        if missing:
            detail = f"carved for {', '.join(self._wanted.formats)}; not for {', '.join(missing)}"
            yield self._gap(reason, detail, None, self.space.size)
