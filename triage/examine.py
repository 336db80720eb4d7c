"""Examine one entry and whatever is inside it: the order of stages, and what ends as a gap.

Runs inside the jail. The type comes first, since it says which kind of data an entry holds and so
whether the authority covers it; what is not covered is not read any further.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Protocol

from msgspec.structs import replace

from triage.archives.base import Archive, Member
from triage.archives.limits import ArchiveLimits, Budget
from triage.archives.opening import archive_kind, open_archive
from triage.authority import Authority, DataKind, kind_of
from triage.content import Content, Unexamined
from triage.ids import stamp_entry, stamp_gap
from triage.inspectors.base import Inspector, Part, Subject
from triage.jobs import Broken
from triage.matching import Sets, match
from triage.reasons import Reason
from triage.records import (
    Anything,
    Digests,
    Entry,
    FileType,
    Gap,
    Kind,
    Observation,
    Origin,
    Picture,
    RuleHit,
    State,
)

BEFORE_DIGESTS = ("", "perform", "read", "type", "digests")
"""Stages at which an entry may break its worker so that not even its digests can be had."""

LEFT_OUT = (Reason.NOT_AUTHORISED, Reason.KNOWN)
"""Why an entry is skipped, and not opened where it is an archive."""

NEVER_SKIPPED = ("image/", "video/")
"""Types that are examined whatever set of known files holds them."""

LONGEST_DETAIL = 300
"""Characters of a gap's detail, which may quote evidence."""

SEPARATOR = b">>"
"""Stands between a container's path and the name of a member inside it."""


class Note(Protocol):
    """Where a worker notes what it is at; ``jail.service.Beacon`` is one."""

    def start(self, stage: str, position: str = "") -> None:
        """Begin a unit of work with a processor-time allowance of its own."""

    def at(self, stage: str, position: str = "") -> None:
        """Go on within the unit."""


class Examiner:
    """Examines entries one after another. ``partition`` is their volume's offset in bytes."""

    def __init__(
        self,
        inspectors: Sequence[Inspector],
        sets: Sets,
        authority: Authority,
        note: Note,
        limits: ArchiveLimits | None = None,
        skip_known: bool = False,
    ) -> None:
        self._type = next(each for each in inspectors if each.stage == "type")
        self._others = [each for each in inspectors if each.stage != "type"]
        self._sets = sets
        self._authority = authority
        self._note = note
        self._limits = limits or ArchiveLimits()
        self._skip_known = skip_known

    def examine(
        self,
        entry: Entry,
        content: Callable[[], Content],
        partition: int | None,
        skip: Mapping[str, Broken],
    ) -> Iterator[list[Anything]]:
        """Records in groups; each group belongs together, the entry's own comes last.

        ``skip`` names entries that broke a worker before: they are failed, and no more than their
        digests are taken, so that what a set holds is found by them at least.
        """
        case = _Case(self, partition, skip)
        yield from case.examine(entry, content, depth=0)

    # what a case needs

    def inspect(
        self, subject: Subject, broken: Broken | None = None
    ) -> tuple[list[Part], list[tuple[str, Unexamined]]]:
        """All facts about a subject, and what could not be read, each with its stage.

        Of one that has ``broken`` a worker, its type and digests alone.
        """
        parts: list[Part] = []
        problems: list[tuple[str, Unexamined]] = []
        self._run(self._type, subject, parts, problems)
        subject.type = next((part for part in parts if isinstance(part, FileType)), None)
        uncovered = self.not_covered(subject)
        if uncovered:
            return [], [("authority", Unexamined(Reason.NOT_AUTHORISED, uncovered))]
        for inspector in self._others:
            if (broken is None or inspector.stage == "digests") and inspector.wants(subject):
                self._run(inspector, subject, parts, problems)
            if inspector.stage == "digests" and (known := self._known(subject, parts)):
                problems.append(("known", Unexamined(Reason.KNOWN, known)))
                break
        if broken is not None:
            problems.insert(0, (broken.stage, Unexamined(broken.reason, broken.detail)))
        return parts, problems

    def not_covered(self, subject: Subject) -> str:
        """The kind of data the entry holds, where the authority does not cover it.

        A plain archive is opened whatever it is, and each of its members judged by itself.
        """
        mime = subject.type.mime if subject.type else ""
        kind = kind_of(subject.entry.path, mime, subject.head)
        container = kind == DataKind.OTHER and archive_kind(subject.head) is not None
        return "" if container or self._authority.covers(kind) else kind.value

    def _known(self, subject: Subject, parts: list[Part]) -> str:
        """The set of known files that holds the subject, where that ends its examination."""
        found = next((part for part in parts if isinstance(part, Digests)), None)
        mime = subject.type.mime if subject.type else ""
        if not self._skip_known or found is None or mime.startswith(NEVER_SKIPPED):
            return ""
        hits = self._sets.exact(found.md5, found.sha1, found.sha256)
        if any(hit.disposition == "alert" for hit in hits):
            return ""
        return next(
            (f"{hit.set}@{hit.set_version}" for hit in hits if hit.disposition == "known"), ""
        )

    def _run(
        self,
        inspector: Inspector,
        subject: Subject,
        parts: list[Part],
        problems: list[tuple[str, Unexamined]],
    ) -> None:
        self._note.at(inspector.stage, subject.entry.id)
        try:
            for found in inspector.inspect(subject):
                if isinstance(found, Unexamined):
                    problems.append((inspector.stage, found))
                else:
                    parts.append(found)
        except Unexamined as problem:
            problems.append((inspector.stage, problem))
        except MemoryError:
            raise
        except Exception as error:  # noqa: BLE001 - a parser may fail in any way; each is a gap
            problems.append((inspector.stage, Unexamined(Reason.INTERNAL, type(error).__name__)))

    def start(self, entry: Entry) -> None:
        """Note that work on an entry begins."""
        self._note.start("read", entry.id)

    def list_members(self, entry: Entry) -> None:
        """Note that work on an archive itself, and not on a member, begins or goes on."""
        self._note.start("archive", entry.id)

    def match(self, observation: Observation) -> list[Anything]:
        """What the sets and rules say of an observation."""
        self._note.at("match", observation.file)
        return list(match(observation, self._sets))

    @property
    def limits(self) -> ArchiveLimits:
        """Caps on archives."""
        return self._limits


class _Case:
    """One top-level entry and all that is inside it, within one budget."""

    def __init__(
        self, examiner: Examiner, partition: int | None, skip: Mapping[str, Broken]
    ) -> None:
        self._examiner = examiner
        self._partition = partition
        self._skip = skip
        self._whole: Budget | None = None

    def examine(
        self, entry: Entry, content: Callable[[], Content], depth: int
    ) -> Iterator[list[Anything]]:
        self._examiner.start(entry)
        broken = self._skip.get(entry.id)
        if broken is not None and broken.stage in BEFORE_DIGESTS:
            problem = Unexamined(broken.reason, broken.detail)
            yield self._not_read(entry, broken.stage or "inspect", problem)
            return
        try:
            subject = Subject(entry, content())
        except Unexamined as problem:
            yield self._not_read(entry, "read", problem)
            return
        parts, problems = self._examiner.inspect(subject, broken)
        gaps = [self._gap(entry, stage, problem) for stage, problem in problems]
        covered = all(problem.reason not in LEFT_OUT for _, problem in problems)
        if covered and broken is None and archive_kind(subject.head) is not None:
            yield from self._members(subject, gaps, depth)
        observation = observe(entry, parts, gaps)
        if broken is not None and observation.state == State.PARTIAL:
            observation = replace(observation, state=State.FAILED)
        yield [observation, *gaps, *self._examiner.match(observation)]

    def _members(self, subject: Subject, gaps: list[Gap], depth: int) -> Iterator[list[Anything]]:
        entry, limits = subject.entry, self._examiner.limits
        if depth >= limits.depth:
            gaps.append(self._gap(entry, "archive", Unexamined(Reason.LIMIT_DEPTH)))
            return
        self._whole = self._whole or Budget(limits, subject.content.size)
        own = Budget(limits, subject.content.size)
        self._examiner.list_members(entry)
        try:
            archive = open_archive(subject.content, limits)
            for member in self._each(entry, archive):
                if isinstance(member, Unexamined):
                    gaps.append(self._gap(entry, "archive", member))
                    continue
                refused = own.admit(member) or self._whole.admit(member)
                if refused is not None:
                    gaps.append(self._gap(entry, "archive", refused))
                    if refused.reason == Reason.LIMIT_COUNT:
                        return
                    yield self._refused(entry, member, refused)
                    continue
                yield from self._member(entry, archive, member, depth)
        except Unexamined as problem:
            gaps.append(self._gap(entry, "archive", problem))

    def _each(self, container: Entry, archive: Archive) -> Iterator[Member | Unexamined]:
        """The members; a worker that dies between two of them died of the archive."""
        for member in archive.members():
            yield member
            self._examiner.list_members(container)

    def _member(
        self, container: Entry, archive: Archive, member: Member, depth: int
    ) -> Iterator[list[Anything]]:
        entry = member_entry(container, member, self._partition)
        if entry.kind != Kind.FILE:
            yield [entry]
            return
        groups = self.examine(entry, lambda: archive.content(member), depth + 1)
        yield [entry]
        yield from groups

    def _refused(self, container: Entry, member: Member, why: Unexamined) -> list[Anything]:
        entry = member_entry(container, member, self._partition)
        return [entry] if entry.kind != Kind.FILE else [entry, *self._not_read(entry, "read", why)]

    def _not_read(self, entry: Entry, stage: str, problem: Unexamined) -> list[Anything]:
        gap = self._gap(entry, stage, problem)
        return [Observation(file=entry.id, state=State.FAILED, reason=problem.reason), gap]

    def _gap(self, entry: Entry, stage: str, problem: Unexamined) -> Gap:
        return gap_of(entry, self._partition, stage, problem)


def gap_of(entry: Entry, partition: int | None, stage: str, problem: Unexamined) -> Gap:
    """The gap for something of an entry that was not examined."""
    gap = Gap(
        source=entry.source,
        volume=entry.volume,
        file=entry.id,
        stage=stage,
        reason=problem.reason,
        detail=problem.detail[:LONGEST_DETAIL],
    )
    return stamp_gap(gap, partition)


def member_entry(container: Entry, member: Member, partition: int | None) -> Entry:
    """The entry for a member of an archive found on the device."""
    path = container.path + SEPARATOR + member.name
    entry = Entry(
        source=container.source,
        volume=container.volume,
        parent=container.id,
        path=path,
        origin=Origin.MEMBER,
        kind=member.kind,
        ordinal=member.ordinal,
        allocated=container.allocated,
        size=member.size,
        modified=member.modified,
        accessed=member.accessed,
        changed=member.changed,
        created=member.created,
        clock=member.clock,
        state=State.PENDING if member.kind == Kind.FILE else State.DONE,
    )
    return stamp_entry(entry, partition)


def observe(entry: Entry, parts: Sequence[Part], gaps: Sequence[Gap]) -> Observation:
    """An entry's observation and state, decided from what was read and what was not.

    ``done``: all of it. ``partial``: digests, but a stage fell short. ``failed``: no digests.
    ``skipped``: not covered by the authority, or known and left out by policy.
    """
    digests = next((part for part in parts if isinstance(part, Digests)), None)
    reason = next((gap.reason for gap in gaps), entry.reason)
    if reason is None:
        state = State.DONE
    elif reason in LEFT_OUT:
        state = State.SKIPPED
    else:
        state = State.PARTIAL if digests else State.FAILED
    return Observation(
        file=entry.id,
        state=state,
        reason=reason,
        digests=digests,
        type=next((part for part in parts if isinstance(part, FileType)), None),
        picture=next((part for part in parts if isinstance(part, Picture)), None),
        hits=tuple(part for part in parts if isinstance(part, RuleHit)),
    )
