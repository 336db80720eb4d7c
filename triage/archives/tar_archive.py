"""Tar archives, plain or over a decompressed stream, read forward from header to header."""

from array import array
from bisect import bisect_right
from collections.abc import Iterator

from triage.archives.base import Member
from triage.archives.limits import ArchiveLimits
from triage.archives.tar_headers import BLOCK, GNU_MAGIC, MAGIC, USTAR_MAGIC, parse
from triage.archives.tar_items import Item, read_item
from triage.content import Content, Unexamined
from triage.reasons import Reason

TRAILER_BYTES = 1 << 20
"""How far beyond the end mark a further member is looked for (concatenated tars, and hiding)."""

SEARCH_BYTES = 1 << 20
MOST_FAULTS = 100


class TarArchive:
    """A tar over any content, of which only ``read`` is used (a stream's size costs a pass).

    Of each member only where its headers start is kept, once it has been passed.
    """

    kind = "tar"

    def __init__(self, content: Content, limits: ArchiveLimits) -> None:
        self._content = content
        self._limits = limits
        self._starts = array("Q")
        self._shared: list[tuple[int, dict[bytes, bytes]]] = [(0, {})]
        self._faults: list[Unexamined] = []
        self._place = 0
        self._data: tuple[int, int] = (0, 0)
        self._ended = False

    def members(self) -> Iterator[Member | Unexamined]:
        """As ``Archive.members``; what could not be listed comes last."""
        ordinal = 0
        while (item := self._item(ordinal)) is not None:
            yield item.member(ordinal)
            ordinal += 1
        yield from self._faults

    def member(self, ordinal: int) -> Member:
        """As ``Archive.member``; scans forward to it where it has not been passed."""
        return self._known(ordinal).member(ordinal)

    def content(self, member: Member) -> Content:
        """As ``Archive.content``."""
        return self._known(member.ordinal).content(self._content)

    def _known(self, ordinal: int) -> Item:
        item = self._item(ordinal)
        if item is None:
            raise Unexamined(Reason.DAMAGED, f"the tar has no member {ordinal}")
        return item

    def _item(self, ordinal: int) -> Item | None:
        if ordinal < len(self._starts):
            number = bisect_right(self._shared, ordinal, key=lambda pair: pair[0]) - 1
            return read_item(self._content, self._starts[ordinal], dict(self._shared[number][1]))
        item = None
        while len(self._starts) <= ordinal and not self._ended:
            item = self._scan()
        return item if len(self._starts) > ordinal else None

    def _scan(self) -> Item | None:
        """The next member beyond those passed; null where something else was dealt with."""
        before = self._shared[-1][1]
        shared = dict(before)
        try:
            item = read_item(self._content, self._place, shared)
            if item is None:
                self._pass_end()
        except Unexamined as failure:
            self._pass_damage(failure)
            return None
        if item is None:
            return None
        if len(self._starts) >= self._limits.members:
            detail = f"more than {self._limits.members} members"
            self._stop(Unexamined(Reason.LIMIT_COUNT, detail))
            return None
        if shared != before:
            self._shared.append((len(self._starts), shared))
        self._starts.append(self._place)
        self._data = (item.place, item.stored)
        self._place = item.end
        return item

    def _stop(self, fault: Unexamined | None = None) -> None:
        self._ended = True
        if fault is not None:
            self._faults.append(fault)

    def _pass_end(self) -> None:
        """Deal with zeros, or nothing at all, where a header could be."""
        zeros = self._content.read(self._place, TRAILER_BYTES)
        if not zeros:
            self._stop(Unexamined(Reason.DAMAGED, self._missing_end()))
            return
        skipped = len(zeros) - len(zeros.lstrip(b"\0"))
        if skipped < len(zeros):
            self._place += skipped // BLOCK * BLOCK
        elif len(zeros) == TRAILER_BYTES and self._content.read(self._place + len(zeros), 1):
            detail = f"what follows the end mark at byte {self._place} was not read"
            self._stop(Unexamined(Reason.LIMIT_BYTES, detail))
        else:
            self._stop()

    def _missing_end(self) -> str:
        place, stored = self._data
        if stored and not self._content.read(place + stored - 1, 1):
            return "the tar is cut off within its last member"
        return "the tar has no end mark and may be cut off"

    def _pass_damage(self, failure: Unexamined) -> None:
        """Record the damage and go on at the next thing that is surely a header."""
        self._faults.append(failure)
        if failure.reason is not Reason.DAMAGED or len(self._faults) >= MOST_FAULTS:
            self._stop()
            return
        try:
            found = _next_header(self._content, self._place + BLOCK)
        except Unexamined as further:
            self._stop(further)
            return
        if found is None:
            self._stop()
        else:
            self._place = found


def _next_header(content: Content, place: int) -> int | None:
    """The first block from ``place`` on that has tar's magic and a right checksum."""
    while data := content.read(place, SEARCH_BYTES):
        for start in range(0, len(data), BLOCK):
            magic = data[start + MAGIC.start : start + MAGIC.stop]
            if magic in (USTAR_MAGIC, GNU_MAGIC) and parse(data[start : start + BLOCK]):
                return place + start
        place += len(data)
    return None
