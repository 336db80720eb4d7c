"""A zip or tar that is the source itself: a phone's file-system extraction."""

from collections.abc import Callable, Iterator
from itertools import count

from msgspec.structs import replace

from triage.archives.base import Archive, Member
from triage.archives.limits import SOURCE_LIMITS
from triage.archives.opening import open_archive
from triage.content import Content, Unexamined
from triage.ids import stamp_entry, stamp_gap
from triage.reasons import Reason
from triage.records import Entry, Gap, Kind, Origin, State, Volume
from triage.sources.archive_links import Links
from triage.sources.plan import SourcePlan

STRETCH = 1000
"""Members between two notes of the place, each of which starts a processor-time allowance."""


LINKS = "links"
"""The place that is told while hard links are looked for."""

DANGLING = "a hard link to something that does not come before it in the archive"


def survey_archive(plan: SourcePlan, content: Content) -> Iterator[Volume | Gap]:
    """The one volume of a source that is a zip or tar, or the gap that says why there is none."""
    try:
        archive = open_archive(content, SOURCE_LIMITS)
    except Unexamined as failure:
        yield _gap(plan.index, None, "survey", failure)
        return
    yield Volume(source=plan.index, ordinal=0, kind=archive.kind)


class ArchiveFileSystem:
    """The members of an archive as entries of volume ``number``."""

    def __init__(self, volume: Volume, number: int, archive: Archive) -> None:
        self._volume = volume
        self._number = number
        self._archive = archive

    @property
    def volume(self) -> Volume:
        """What is being walked."""
        return self._volume

    def walk(self, skip: frozenset[str], place: Callable[[str], None]) -> Iterator[Entry | Gap]:
        """Every member as an entry, in the order in which their bytes lie.

        The place is an ordinal, told every ``STRETCH`` members; where it is in ``skip``, the
        members from there on are one gap. A file with hard links in a tar is one entry, for which
        a tar's headers are read twice.
        """
        if self._archive.kind == "tar" and LINKS in skip:
            yield self._gap(Unexamined(Reason.CRASHED, "hard links were not told apart"))
        links = Links(dict(self._targets(skip, place)))
        members = self._archive.members()
        for number in count():
            if number % STRETCH == 0:
                if str(number) in skip:
                    yield self._gap(Unexamined(Reason.CRASHED, f"members from {number} on"))
                    return
                place(str(number))
            found = next(members, None)
            if found is None:
                return
            yield from self._records(found, links)

    def _targets(
        self, skip: frozenset[str], place: Callable[[str], None]
    ) -> Iterator[tuple[bytes, bytes]]:
        """The path of each hard link, and the path it stands for."""
        if self._archive.kind != "tar" or LINKS in skip:
            return
        for number, found in enumerate(self._archive.members()):
            if number % STRETCH == 0:
                place(LINKS)
            if isinstance(found, Member) and found.link is not None:
                yield member_path(found.name), member_path(found.link)

    def content(self, entry: Entry) -> Content:
        """The content of a FILE member, found by the entry's ordinal alone."""
        if entry.ordinal is None:
            raise Unexamined(Reason.INTERNAL, "the entry is no member of an archive")
        return self._archive.content(Member(ordinal=entry.ordinal, name=b"", kind=entry.kind))

    def _records(self, found: Member | Unexamined, links: Links) -> Iterator[Entry | Gap]:
        if isinstance(found, Unexamined):
            yield self._gap(found)
            return
        names: tuple[bytes, ...] = ()
        if found.link is not None:
            if links.leads_somewhere(member_path(found.name)):
                return
            found = replace(found, reason=Reason.CONTENT_GONE, detail=DANGLING)
        elif found.kind is Kind.FILE:
            names = links.of_file(member_path(found.name))
        entry = member_entry(found, self._volume, self._number, names)
        yield entry
        if found.reason is not None:
            yield self._gap(Unexamined(found.reason, found.detail), entry.id)

    def _gap(self, failure: Unexamined, file: str | None = None) -> Gap:
        return _gap(self._volume.source, self._number, "enumerate", failure, file)


def member_entry(
    member: Member, volume: Volume, number: int, names: tuple[bytes, ...] = ()
) -> Entry:
    """The entry of a member; FAILED where its headers already say that it cannot be read.

    ``names`` are all paths of a file with hard links, sorted by bytes.
    """
    path = names[0] if names else member_path(member.name)
    state = State.PENDING if member.kind is Kind.FILE else State.DONE
    entry = Entry(
        source=volume.source,
        volume=number,
        path=path,
        origin=Origin.FILE,
        kind=member.kind,
        ordinal=member.ordinal,
        allocated=True,
        size=member.size,
        names=names,
        modified=member.modified,
        accessed=member.accessed,
        changed=member.changed,
        created=member.created,
        clock=member.clock,
        state=state if member.reason is None else State.FAILED,
        reason=member.reason,
    )
    return stamp_entry(entry, volume.offset)


def member_path(name: bytes) -> bytes:
    """A member's name as a path from the root: leading ``./`` and ``/`` give way to one ``/``.

    The rest stays as it is stored, ``..`` and separators of other systems included: it is a label.
    """
    while name.startswith((b"/", b"./")):
        name = name.removeprefix(b".").lstrip(b"/")
    return b"/" if name == b"." else b"/" + name


def _gap(
    source: int, number: int | None, stage: str, failure: Unexamined, file: str | None = None
) -> Gap:
    gap = Gap(
        source=source,
        volume=number,
        file=file,
        stage=stage,
        reason=failure.reason,
        detail=failure.detail,
    )
    return stamp_gap(gap, None)
