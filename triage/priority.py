"""What is examined first: a person's own media before everything else."""

import re
from collections.abc import Iterable
from heapq import heappop, heappush, nsmallest

from triage.records import Entry, Kind, Origin, State

FIRST, NEXT, REST = 0, 1, 2
"""A person's own media; what may well be; everything else."""

_MEDIA_PLACE = re.compile(
    rb"/(dcim|pictures|photos|camera|whatsapp|telegram|download|downloads|movies|media"
    rb"|bluetooth|screenshots|snapchat|thumbnails|\.thumbnails)/",
    re.IGNORECASE,
)
_MEDIA_NAME = re.compile(
    rb"\.(jpe?g|png|gif|webp|heic|heif|avif|tiff?|bmp|mp4|mov|m4v|3gp|avi|mkv|webm|zip|tar)$",
    re.IGNORECASE,
)


_LEADING = re.compile(
    rb"/(?:data(?:/media(?:/\d+)?)?|media(?:/\d+)?|sdcard|mnt|storage(?:/emulated(?:/\d+)?)?"
    rb"|private(?:/var(?:/mobile(?:/media)?)?)?|mobile(?:/media)?|(?:users|home)(?:/[^/]+)?)",
    re.IGNORECASE,
)
"""Directories that lead to a person's media on Android, iOS, macOS, Windows and Linux."""


def directory_tier(path: bytes) -> int:
    """FIRST for a directory of a person's media, NEXT for one that leads to it, else REST."""
    if _MEDIA_PLACE.search(path + b"/"):
        return FIRST
    return NEXT if _LEADING.fullmatch(path) else REST


def tier_of(entry: Entry) -> int:
    """FIRST for media in a person's own folders, NEXT for either alone or deleted, else REST.

    Whatever lies in a person's own folder counts at least as NEXT, so that a picture under a false
    name is not left until the system's files.
    """
    place = bool(_MEDIA_PLACE.search(entry.path))
    name = bool(_MEDIA_NAME.search(entry.path))
    if place and name:
        return FIRST
    return NEXT if place or name or entry.origin == Origin.DELETED else REST


def position_of(entry: Entry) -> int:
    """The place within the tier: disk order in the last, no order in the others.

    Where it is equal the entries' ids decide, which are as good as random: a person's media is
    sampled evenly from the start, whatever the order in which it was stored.
    """
    if tier_of(entry) != REST:
        return 0
    if entry.runs:
        return entry.runs[0][0]
    return entry.ordinal or 0


class Foremost:
    """Entries of the first tier that were listed just now, to be examined before the listing ends.

    Holds some ``room`` of them, drawn evenly from all: those of the least ids. The others have
    their turn after the listing.
    """

    def __init__(self, room: int = 4096) -> None:
        self._room = room
        self._waiting: dict[str, Entry] = {}
        self._order: list[str] = []

    def add(self, entries: Iterable[Entry]) -> None:
        """Take on what belongs to the first tier."""
        for entry in entries:
            to_do = entry.kind is Kind.FILE and entry.state is State.PENDING
            if to_do and entry.id not in self._waiting and tier_of(entry) == FIRST:
                self._waiting[entry.id] = entry
                heappush(self._order, entry.id)
        if len(self._waiting) > 2 * self._room:
            self._keep(nsmallest(self._room, self._order))

    def take(self) -> Entry | None:
        """The next, in no order of the listing's; null where there is none."""
        return self._waiting.pop(heappop(self._order)) if self._order else None

    def forget(self, volume: int) -> None:
        """Leave out what a listing that was cut short had named."""
        self._keep(sorted(key for key, each in self._waiting.items() if each.volume != volume))

    def _keep(self, ordered: list[str]) -> None:
        self._order = ordered  # in order, and so a heap
        self._waiting = {key: self._waiting[key] for key in ordered}
