"""A triage service with an inspector that breaks in every way a parser can."""

import ctypes
import time
from collections.abc import Callable, Iterator, Sequence
from hashlib import sha256

import msgspec

from jail.service import Beacon
from triage import examine
from triage.archives.base import Archive, Member
from triage.archives.limits import ArchiveLimits
from triage.archives.opening import open_archive
from triage.content import Content, Unexamined
from triage.inspectors.base import Part, Subject
from triage.jobs import Inspect, Match, WorkerPlan, decode_job
from triage.records import Observation, State, encode
from triage.worker import TriageService


class Breaking:
    """Breaks on content that asks for it."""

    stage = "breaking"

    def wants(self, subject: Subject) -> bool:
        return subject.head.startswith(b"BREAK ")

    def inspect(self, subject: Subject) -> Iterator[Part | Unexamined]:
        match subject.head.split()[1]:
            case b"segfault":
                ctypes.string_at(1)
            case b"sleep":
                time.sleep(3600)
            case b"spin":
                while True:
                    pass
            case b"eat":
                bytearray(8 << 30)
            case b"raise":
                raise ValueError("as a parser may")
        yield from ()


class Tearing:
    """An archive that tears its reader apart between two members."""

    def __init__(self, archive: Archive) -> None:
        self._archive = archive
        self.kind = archive.kind

    def members(self) -> Iterator[Member | Unexamined]:
        for member in self._archive.members():
            if isinstance(member, Member) and member.name == b"tear":
                ctypes.string_at(1)
            yield member

    def member(self, ordinal: int) -> Member:
        return self._archive.member(ordinal)

    def content(self, member: Member) -> Content:
        return self._archive.content(member)


def _open(content: Content, limits: ArchiveLimits) -> Archive:
    return Tearing(open_archive(content, limits))


class Lying(TriageService):
    """Says of other files what it was asked about one."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        job = decode_job(body)
        if isinstance(job, Inspect) and job.entry.path == b"/liar.bin":
            emit(encode([Observation(file="0" * 32, state=State.DONE)]))
            emit(b"\xc1")
        super().perform(body, descriptors, emit, beacon)


UNMATCHABLE = b"breaks the matching of what was observed of it"


class Unmatching(TriageService):
    """Breaks where one observation is matched again."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        job = decode_job(body)
        digests = job.observation.digests if isinstance(job, Match) else None
        if digests is not None and digests.sha256 == sha256(UNMATCHABLE).digest():
            ctypes.string_at(1)
        super().perform(body, descriptors, emit, beacon)


def build_unmatching(argument: bytes) -> TriageService:
    return Unmatching(msgspec.msgpack.decode(argument, type=WorkerPlan))


def build(argument: bytes) -> TriageService:
    vars(examine)["open_archive"] = _open
    service = Lying(msgspec.msgpack.decode(argument, type=WorkerPlan))
    service.add(Breaking())
    return service
