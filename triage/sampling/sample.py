"""Scan sources for known content: begin, resume, or show again, as the examination file stands."""

import secrets
from collections.abc import Sequence
from contextlib import ExitStack

import msgspec

from jail.pool import Pool
from skerry import SkerryError, UsageError, home
from triage.apart import check_exam_apart
from triage.beginning import begin, end_run, start_run
from triage.exam import connection as exam_file
from triage.exam import reading
from triage.exam.connection import Connection, Lock
from triage.exam.writing import Writer
from triage.jobs import WorkerPlan
from triage.opened import OpenSources
from triage.phases.context import Context
from triage.phases.survey import survey_sources
from triage.phases.unread import failed_survey, survey_again
from triage.pinned_blocks import PinnedBlocks
from triage.provenance import now, who
from triage.reasons import Reason
from triage.records import Volume
from triage.request import Progress
from triage.same import check_same
from triage.sampling import store
from triage.sampling.arithmetic import draws_needed, whole_blocks
from triage.sampling.means import Means, SampleRequest, means_of
from triage.sampling.phase import Stage, flagged_volumes, medium_size
from triage.sampling.regions import regions_of
from triage.sampling.store import Sample
from triage.sampling.zones import zones_of
from triage.sources.opening import OpenSource

SERVICE = "triage.worker:build"
SEED_BITS = 63


def sample(request: SampleRequest, progress: Progress) -> list[Sample]:
    """Scan each source, or go on with it; the scans, one a source, as they now stand.

    Raises ``SkerryError`` where a scan cannot begin or go on; every part committed before stays.
    """
    means = means_of(request)
    with ExitStack() as stack:
        sources = stack.enter_context(OpenSources(request.sources))
        for source in sources.all:
            for warning in source.warnings:
                progress.say(warning)
        encrypted = [_whole_encryption(source) for source in sources.all]
        check_exam_apart(request.exam, sources.all)
        stack.enter_context(exam_file.reading_errors(request.exam))
        if (done := _done_already(request, means, sources)) is not None:
            return done
        lock = Lock(request.exam)
        stack.callback(lock.close)
        fresh = not exam_file.exists(request.exam)
        path = request.exam
        connection = exam_file.create(path) if fresh else exam_file.open_for_writing(path)
        writer = Writer(connection)
        stack.callback(writer.close)
        if reading.fact(connection, "begun") is None:
            begin(writer, sources, means.authority)
            writer.flush()
        check_same(connection, path, sources, means.authority)
        return _Scan(request, means, sources, writer, progress, encrypted).run(connection)


def _whole_encryption(source: OpenSource) -> str | None:
    """How a source is encrypted that cannot be read at all; raises where it has no blocks."""
    plan = source.plan
    if plan.kind in ("raw", "ewf"):
        return None
    if plan.reason is Reason.ENCRYPTED:
        return plan.detail
    if plan.kind == "unsupported":
        raise SkerryError(f"{plan.label} cannot be sampled: {plan.detail}")
    what = "a folder" if plan.kind == "folder" else f"a {plan.kind} archive"
    raise SkerryError(f"{plan.label} is {what}: only images and devices have blocks to sample")


def _same(scan: Sample, request: SampleRequest, means: Means, source: int) -> bool:
    asked = (source, request.miss_bytes, request.confidence, means.pinned)
    held = (scan.source, scan.miss_bytes, scan.confidence, scan.pinned)
    return asked == held and request.seed in (None, int(scan.seed))


def _latest(
    connection: Connection, request: SampleRequest, means: Means, source: int
) -> Sample | None:
    """The last scan of a source that this request means."""
    found = store.samples(connection)
    return next((one for one in reversed(found) if _same(one, request, means, source)), None)


def _done_already(
    request: SampleRequest, means: Means, sources: OpenSources
) -> list[Sample] | None:
    """The scans, where they are complete: then the file is only looked at."""
    if not exam_file.exists(request.exam):
        return None
    connection = exam_file.open_for_reading(request.exam)
    try:
        if reading.fact(connection, "begun") is None or failed_survey(connection) is not None:
            return None
        check_same(connection, request.exam, sources, means.authority)
        found = []
        for index in range(len(sources.all)):
            scan = _latest(connection, request, means, index)
            if scan is None or not _complete(connection, scan, request.to_certainty):
                return None
            found.append(scan)
        return found
    finally:
        connection.close()


def _complete(connection: Connection, scan: Sample, to_certainty: bool) -> bool:
    """Whether there is nothing to be done, not even again."""
    stand = store.standing(connection, scan)
    if stand.tally.unreadable or (to_certainty and stand.unread):
        return False
    return store.is_swept(scan, stand) if to_certainty else store.is_sampled(scan, stand)


class _Scan:
    """One run over one examination file."""

    def __init__(
        self,
        request: SampleRequest,
        means: Means,
        sources: OpenSources,
        writer: Writer,
        progress: Progress,
        encrypted: Sequence[str | None],
    ) -> None:
        self._request, self._means, self._sources = request, means, sources
        self._writer, self._progress, self._encrypted = writer, progress, encrypted

    def run(self, connection: Connection) -> list[Sample]:
        number = start_run(connection, self._writer, self._request.command)
        plan = WorkerPlan(
            sources=tuple(source.plan for source in self._sources.all),
            authority=self._means.authority,
            hashsets_root=str((home() / "hashsets").absolute()),
            blocks=tuple((info.name, info.version) for info in self._means.infos),
        )
        with Pool(
            SERVICE,
            msgspec.msgpack.encode(plan),
            descriptors=self._sources.descriptors,
            workers=self._request.workers,
        ) as pool:
            for warning in pool.warnings:
                self._progress.say(f"WARNING: {warning}")
            context = Context(
                sources=self._sources,
                pool=pool,
                writer=self._writer,
                connection=connection,
                progress=self._progress,
            )
            self._survey_again(connection)
            survey_sources(context)
            scans = [self._scan(context, index) for index in range(len(self._sources.all))]
        end_run(self._writer, number, "sampled")
        self._writer.flush()
        return scans

    def _survey_again(self, connection: Connection) -> None:
        """Where the storage failed the survey, it was not known where files begin: scan anew."""
        first = survey_again(self._writer, connection)
        if first is None:
            return
        for scan in store.samples(connection):
            if scan.source >= first:
                store.forget_parts(self._writer, scan)
        self._writer.set_fact("state", "running")
        self._writer.flush()

    def _scan(self, context: Context, source: int) -> Sample:
        scan = _latest(context.connection, self._request, self._means, source)
        if scan is None:
            scan = self._begin(context, source)
        else:
            # until it ends again it is not what was sealed
            self._writer.update("DELETE FROM facts WHERE key = ?", (store.seal_key(scan),))
        if scan.encrypted is None:
            volumes = _volumes(context.connection, source)
            flagged = flagged_volumes(context, volumes)
            size = scan.population * scan.unit
            regions = regions_of(context.connection, source, volumes, flagged)
            blocks = PinnedBlocks(self._means.infos)
            stage = Stage(context, scan, zones_of(volumes, size), regions, blocks)
            stage.run(store.SAMPLE)
            if self._request.to_certainty:
                stage.run(store.SWEEP)
        if scan.ended is None:
            scan = scan._replace(ended=now())
            store.write_sample(self._writer, scan)
        self._writer.set_fact(store.seal_key(scan), store.sealed(context.connection, scan))
        self._writer.flush()
        return scan

    def _begin(self, context: Context, source: int) -> Sample:
        """Draw up a scan and record it before anything is read for it."""
        request, unit, encrypted = self._request, self._means.unit, self._encrypted[source]
        label = self._sources.all[source].plan.label
        size = 0 if encrypted else medium_size(context, source)
        if size is None:
            raise SkerryError(f"{label} cannot be sampled: the image cannot be opened")
        population, held = size // unit, whole_blocks(request.miss_bytes, unit)
        if encrypted is None and population < held:
            raise UsageError(f"--miss-bytes: {label} has only {population * unit:,} bytes")
        drawn = 0 if encrypted else draws_needed(population, held, request.confidence)
        seed = secrets.randbits(SEED_BITS) if request.seed is None else request.seed
        scan = Sample(
            number=1 + len(store.samples(context.connection)),
            source=source,
            started=now(),
            ended=None,
            who=who(),
            seed=str(seed),
            unit=unit,
            population=population,
            drawn=drawn,
            miss_bytes=request.miss_bytes,
            confidence=request.confidence,
            sets=msgspec.json.encode(self._means.pinned).decode(),
            encrypted=encrypted,
        )
        store.write_sample(self._writer, scan)
        self._writer.flush()
        return scan


def _volumes(connection: Connection, source: int) -> list[Volume]:
    """The file systems of a source: what was carved from between them has no place of its own."""
    found = (volume for volume, _ in reading.volumes(connection).values())
    return [each for each in found if each.source == source and each.offset is not None]
