"""What runs inside the jail: one service that surveys, walks, examines, matches and digests."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from pathlib import Path
from typing import BinaryIO, cast

import msgspec

from hashsets.blocks.matching import BlockMatcher
from hashsets.catalogue import Catalogue
from hashsets.digesting import triple_digest
from hashsets.matching import Matcher
from jail.service import Beacon
from triage.archives.limits import SOURCE_LIMITS, ArchiveLimits
from triage.archives.opening import open_archive
from triage.carving.unallocated import UNALLOCATED, UnallocatedSpace
from triage.carving.worker import carve, medium_size
from triage.content import Content, ContentFile, FileSystem, Unexamined, chunks
from triage.examine import Examiner
from triage.gaps import source_gap, volume_gap
from triage.inspectors import canaries as decoding
from triage.inspectors.base import Inspector
from triage.inspectors.decode import has_large_memory
from triage.inspectors.digests import digests
from triage.inspectors.picture import decoded
from triage.inspectors.registry import inspectors
from triage.inspectors.yara_rules import load_rules
from triage.jobs import (
    AnyJob,
    Carve,
    DigestSource,
    FindEncryption,
    Glance,
    Inspect,
    Match,
    MeasureSource,
    Scan,
    Survey,
    Thumbnail,
    Walk,
    WorkerPlan,
    decode_job,
)
from triage.matching import may_match
from triage.matching_again import match_again
from triage.records import READ_FAILED, Anything, Entry, SourceDigests, Volume, encode
from triage.reports.thumbnail import blurred
from triage.sampling.worker import may_hold_encrypted, scan
from triage.sources import canaries as opening
from triage.sources.archive import ArchiveFileSystem, survey_archive
from triage.sources.folder import DescriptorContent
from triage.sources.medium import Medium, open_medium
from triage.sources.storage import FAILURES
from triage.sources.survey import open_volume, survey

WALK_BATCH = 200
"""Records a message while listing."""

DIGEST_CHUNK = 4 << 20
"""Bytes read at a time while a whole source is digested."""

DIGEST_UNIT = 256 << 20
"""Bytes to a unit of processor time while a whole source is digested."""

ARCHIVE_SOURCES = ("zip", "tar")

EXAMINING = (Survey, Walk, Inspect, MeasureSource, Carve, DigestSource)
"""Jobs that are done again in the next run where the storage failed."""


def build(argument: bytes) -> "TriageService":
    """The service for a ``WorkerPlan``; called before the jail closes."""
    return TriageService(msgspec.msgpack.decode(argument, type=WorkerPlan))


class TriageService:
    """Performs the jobs of ``triage.jobs``; keeps sources and volumes open between them."""

    def __init__(self, plan: WorkerPlan) -> None:
        catalogue = Catalogue(Path(plan.hashsets_root))
        infos = [catalogue.find(f"{name}@{version}") for name, version in plan.sets]
        self._plan = plan
        self._matcher = Matcher(infos)
        blocks = [catalogue.find_blocks(f"{name}@{version}") for name, version in plan.blocks]
        self._blocks = BlockMatcher(blocks)
        rules = load_rules([Path(path) for path in plan.rules], plan.engine)
        self._rule_canary = {str(plan.engine): decoding.rule_canary(plan.engine)}
        self._inspectors = inspectors(rules, lambda picture: may_match(picture, self._matcher))
        self._media: dict[int, Medium] = {}
        self._volumes: dict[int, FileSystem] = {}

    def add(self, inspector: Inspector) -> None:
        """Have one more inspector look at every entry."""
        self._inspectors.append(inspector)

    def canaries(self) -> Mapping[str, Callable[[], None]]:
        """What must work inside the jail before evidence is let near it."""
        return {**decoding.canaries(), **opening.canaries(), **self._rule_canary}

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        """Do one job, sending records as they come.

        Where the storage failed it, that is said before the first record it may have changed, and
        nothing that was read is kept for other jobs. May be called while another job's records are
        sent, which shares nothing that is open with this one.
        """
        job = decode_job(body)
        before = FAILURES.count
        teller = _Teller(emit, isinstance(job, EXAMINING))
        try:
            self._do(job, descriptors, teller.emit, beacon)
        finally:
            if teller.failed():
                self._media.clear()
                self._volumes.clear()
            FAILURES.count = before  # the job that this one interrupts was not failed

    def _do(
        self,
        job: AnyJob,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        match job:
            case Survey(source=source):
                beacon.start("survey")
                emit(encode(list(self._surveyed(source))))
            case Walk():
                beacon.start("enumerate")
                emit_all(batches(self._walk(job, beacon)), emit)
            case Inspect():
                emit_all(self._inspect(job, descriptors, beacon), emit)
            case Glance():
                emit(encode(tuple(self._glanced(job, descriptors, beacon))))
            case Match(observation=observation):
                beacon.start("match", observation.file)
                emit(encode(match_again(observation, self._matcher)))
            case Thumbnail():
                beacon.start("thumbnail", job.entry.id)
                emit(self._thumbnail(job, descriptors))
            case MeasureSource() | Carve():
                emit_all(batches(self._unallocated(job, beacon)), emit)
            case DigestSource(source=source):
                emit(encode([self._digested(source, beacon)]))
            case Scan() | FindEncryption():
                emit_all(self._sampled(job, beacon), emit)

    def _medium(self, source: int) -> Medium:
        if source not in self._media:
            self._media[source] = open_medium(self._plan.sources[source])
        return self._media[source]

    def _sampled(self, job: Scan | FindEncryption, beacon: Beacon) -> Iterator[object]:
        if isinstance(job, Scan):
            return scan(job, self._medium(job.source), self._blocks, beacon)
        beacon.start("survey")
        return iter([may_hold_encrypted(self._medium(job.volume.source), job.volume)])

    def _unallocated(self, job: MeasureSource | Carve, beacon: Beacon) -> Iterator[Anything]:
        """How large a source is, or what begins in one window of its space."""
        beacon.start("carving", str(job.start) if isinstance(job, Carve) else "")
        try:
            medium = self._medium(job.source)
        except Unexamined:
            return  # the survey has made this a gap
        if isinstance(job, Carve):
            yield from carve(job, medium, self._blocks)
        else:
            yield medium_size(job, medium)

    def _surveyed(self, source: int) -> Iterator[Anything]:
        """What the survey finds; a source that cannot be opened at all is one gap."""
        try:
            yield from self._survey(source)
        except Unexamined as problem:
            yield source_gap(source, "survey", problem.reason, problem.detail)

    def _digested(self, source: int, beacon: Beacon) -> Anything:
        try:
            return digest_source(source, self._medium(source), beacon)
        except Unexamined as problem:
            return source_gap(source, "source digest", problem.reason, problem.detail)

    def _survey(self, source: int) -> Iterator[Anything]:
        plan = self._plan.sources[source]
        if plan.kind in ARCHIVE_SOURCES:
            return survey_archive(plan, self._medium(source))
        return survey(plan, self._medium(source))

    def _file_system(self, number: int, volume: Volume) -> FileSystem:
        if number not in self._volumes:
            medium = self._medium(volume.source)
            self._volumes[number] = self._opened(number, volume, medium)
        return self._volumes[number]

    def _opened(self, number: int, volume: Volume, medium: Medium) -> FileSystem:
        if volume.kind == UNALLOCATED:
            return UnallocatedSpace(volume, medium)
        if volume.kind in ARCHIVE_SOURCES:
            return ArchiveFileSystem(volume, number, open_archive(medium, SOURCE_LIMITS))
        return open_volume(self._plan.sources[volume.source], medium, volume, number)

    def _walk(self, job: Walk, beacon: Beacon) -> Iterator[Anything]:
        """Over a medium and file system of its own, since others are read in between."""
        try:
            medium = open_medium(self._plan.sources[job.source])
            system = self._opened(job.number, job.volume, medium)
            skip = frozenset(job.skip)
            yield from system.walk(skip, lambda place: beacon.start("enumerate", place))
        except Unexamined as problem:
            yield volume_gap(job.number, job.volume, "enumerate", problem.reason, problem.detail)

    def _inspect(
        self, job: Inspect, descriptors: Sequence[int], beacon: Beacon
    ) -> Iterator[list[Anything]]:
        examiner = Examiner(
            self._inspectors,
            self._matcher,
            self._plan.authority,
            beacon,
            skip_known=self._plan.skip_known,
        )
        content = partial(self._content, job.entry, job, descriptors)
        skip = {broken.file: broken for broken in job.skip}
        return examiner.examine(job.entry, content, job.volume.offset, skip)

    def _glanced(self, job: Glance, descriptors: Sequence[int], beacon: Beacon) -> Iterator[str]:
        """The ids of the entries that an alert set holds; what cannot be read has its turn yet."""
        for entry in job.entries:
            beacon.start("glance", entry.id)
            try:
                found = digests(self._content(entry, job, descriptors))
            except Unexamined:
                continue
            matches = self._matcher.exact(found.md5, found.sha1, found.sha256)
            if any(match.disposition == "alert" for match in matches):
                yield entry.id

    def _content(
        self, entry: Entry, job: Inspect | Glance | Thumbnail, descriptors: Sequence[int]
    ) -> Content:
        if job.given:
            return DescriptorContent(descriptors[0], entry.size or 0)
        return self._file_system(entry.volume, job.volume).content(entry)

    def _thumbnail(self, job: Thumbnail, descriptors: Sequence[int]) -> bytes:
        """The JPEG, empty where the picture does not decode."""
        try:
            content = self._content(job.entry, job, descriptors)
            for ordinal in job.members:
                archive = open_archive(content, ArchiveLimits())
                content = archive.content(archive.member(ordinal))
            picture = decoded(lambda: opened(content), job.mime, has_large_memory)
            return blurred(picture)
        except Unexamined:
            return b""


class _Teller:
    """Sends a job's records, after word of the storage's failure where there was one."""

    def __init__(self, emit: Callable[[bytes], None], speaks: bool) -> None:
        self._emit = emit
        self._speaks = speaks
        self._before = FAILURES.count
        self._told = False

    def emit(self, body: bytes) -> None:
        self.failed()
        self._emit(body)

    def failed(self) -> bool:
        """Whether the storage failed so far; said once."""
        if FAILURES.count > self._before and not self._told:
            self._told = True
            if self._speaks:
                self._emit(READ_FAILED)
        return self._told


def opened(content: Content) -> BinaryIO:
    """A content as a file a decoder can read."""
    return cast(BinaryIO, ContentFile(content))


def emit_all(answers: Iterable[object], emit: Callable[[bytes], None]) -> None:
    """Send each as it comes."""
    for answer in answers:
        emit(encode(answer))


def batches(records: Iterable[Anything]) -> Iterator[list[Anything]]:
    """Records in lists of at most ``WALK_BATCH``."""
    remaining = iter(records)
    while batch := list(islice(remaining, WALK_BATCH)):
        yield batch


def digest_source(source: int, medium: Medium, beacon: Beacon) -> SourceDigests:
    """MD5, SHA-1 and SHA-256 over all of a source, beside those the image itself carries."""
    state = triple_digest()
    done = 0
    for chunk in chunks(medium, DIGEST_CHUNK):
        if done % DIGEST_UNIT == 0:
            beacon.start("source digest", str(done))
        state.update(chunk)
        done += len(chunk)
    md5, sha1, sha256 = state.digest()
    return SourceDigests(
        source=source,
        size=medium.size,
        md5=md5.hex(),
        sha1=sha1.hex(),
        sha256=sha256.hex(),
        stored=medium.stored_digests,
    )
