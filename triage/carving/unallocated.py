"""Carved files as entries: the space that belongs to no file, as a volume of its own."""

from collections.abc import Callable, Iterator

from triage.archives.extent import Extent
from triage.content import Content, Unexamined
from triage.ids import stamp_entry, stamp_gap
from triage.reasons import Reason
from triage.records import Carved, Entry, Gap, Kind, Origin, Volume

UNALLOCATED = "unallocated"
"""Kind of the volume that a source's carved files are entries of."""

STAGE = "carving"


def carved_entry(found: Carved, source: int, volume: int, slack: bool) -> Entry:
    """The entry of a carved file: its offset in the source is its name."""
    folder = "$Slack" if slack else "$Unallocated"
    entry = Entry(
        source=source,
        volume=volume,
        path=f"/{folder}/{found.offset:#014x}.{found.extension}".encode(),
        origin=Origin.SLACK if slack else Origin.CARVED,
        kind=Kind.FILE,
        allocated=False,
        size=found.length,
        runs=((found.offset, found.length),),
        reason=None if found.complete else Reason.FRAGMENT,
    )
    return stamp_entry(entry, None)


def fragment_gap(entry: Entry) -> Gap:
    """The gap of an entry whose structure breaks off."""
    gap = Gap(
        source=entry.source,
        volume=entry.volume,
        stage=STAGE,
        reason=Reason.FRAGMENT,
        file=entry.id,
        detail=f"valid up to byte {entry.size}",
    )
    return stamp_gap(gap, None)


class UnallocatedSpace:
    """The carved files of a source; see ``triage.content.FileSystem``."""

    def __init__(self, volume: Volume, medium: Content) -> None:
        self._volume = volume
        self._medium = medium

    @property
    def volume(self) -> Volume:
        """What the entries are of."""
        return self._volume

    def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """Nothing: carving lists it, window by window."""
        del skip, place
        yield from ()

    def content(self, entry: Entry) -> Content:
        """The bytes of a carved file; raises ``Unexamined`` where the entry is none."""
        if not entry.runs or len(entry.runs) != 1:
            raise Unexamined(Reason.INTERNAL, "the entry was not carved")
        return Extent(self._medium, *entry.runs[0])
