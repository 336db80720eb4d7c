"""Start an examination, resume it, or match it again: one command, whatever state it is in."""

import math
import os
import time
from contextlib import ExitStack
from pathlib import Path

from hashsets.pipelines import cautions
from jail.limits import Limits
from skerry import home
from triage.apart import check_exam_apart
from triage.beginning import begin, end_run, start_run
from triage.crash import crash_point
from triage.exam import connection as exam_file
from triage.exam import reading
from triage.exam.connection import Connection, Lock
from triage.exam.writing import Writer
from triage.hiring import Hiring, hire
from triage.jobs import WorkerPlan
from triage.means import Means, means_of
from triage.opened import OpenSources
from triage.phases.carve import carve_unallocated
from triage.phases.context import Context
from triage.phases.digest import Digests
from triage.phases.enumerate import enumerate_volumes
from triage.phases.forget_carving import forget_carving
from triage.phases.inspect import Inspection
from triage.phases.rematch import rematch_observations
from triage.phases.survey import survey_sources
from triage.phases.unread import try_again
from triage.pinned_blocks import PinnedBlocks
from triage.pins import (
    Pins,
    pinned,
    record_pins,
    recorded_blocks,
    recorded_sets,
    refused_rules,
    rule_paths,
)
from triage.provenance import now
from triage.request import Outcome, Progress, Request
from triage.same import check_same
from triage.verifying import seal
from triage.wording import several

FINISHED = "finished"
STOPPED = "stopped: time budget"

TRY_AGAIN = "see that the storage is whole; the same command tries them again"

SERVICE = "triage.worker:build"
"""What the jailed workers run."""

LIMITS = Limits()
"""What each of them may use."""


def run(request: Request, progress: Progress) -> Outcome:
    """Examine ``request.sources`` into ``request.exam``, from wherever it was left.

    Raises ``SkerryError`` where it cannot begin or go on; everything committed before stays.
    """
    means = means_of(request)
    with ExitStack() as stack:
        sources = stack.enter_context(OpenSources(request.sources))
        for source in sources.all:
            for warning in source.warnings:
                progress.say(warning)
        for name, problem in means.rules.broken:
            progress.say(f"rule file {name} does not compile, the rest run: {problem}")
        for name, problem in refused_rules(means.rules):
            progress.say(f"rule {name} does not compile, the rest run: {problem}")
        for info in means.sets:
            for caution in cautions(info):
                progress.say(caution)
        check_exam_apart(request.exam, sources.all)
        stack.enter_context(exam_file.reading_errors(request.exam))
        if (finished := _finished_already(request, means, sources)) is not None:
            _tidy(request.exam)
            return finished
        lock = Lock(request.exam)
        stack.callback(lock.close)
        connection = _open_exam(request.exam)
        writer = Writer(connection)
        stack.callback(writer.close)
        return _Examination(request, means, sources, writer, connection, progress).run()


def _finished_already(request: Request, means: Means, sources: OpenSources) -> Outcome | None:
    """The outcome of an examination that is finished and would end the same again.

    It is only looked at, so that it stays as it is, byte for byte, also where it cannot be written.
    """
    if request.rematch or not exam_file.exists(request.exam):
        return None
    connection = exam_file.open_for_reading(request.exam)
    try:
        if reading.fact(connection, "state") != FINISHED or reading.unread(connection):
            return None
        check_same(connection, request.exam, sources, means.authority)
        wanted = means.pins(request.carve)
        if pinned(connection) != wanted:
            return None
        return outcome(connection, f"{request.exam} is finished; nothing has changed")
    finally:
        connection.close()


def _tidy(exam: Path) -> None:
    """Bring what is beside a finished examination into its file, where there was no room before."""
    if not exam_file.has_log(exam) or not os.access(exam, os.W_OK):
        return
    lock = Lock(exam)
    try:
        writer = Writer(exam_file.open_for_writing(exam))
        writer.settle()
        writer.close()
    finally:
        lock.close()


def _open_exam(path: Path) -> Connection:
    if exam_file.exists(path):
        return exam_file.open_for_writing(path)
    return exam_file.create(path)


class _Examination:
    """One run over one examination file."""

    def __init__(
        self,
        request: Request,
        means: Means,
        sources: OpenSources,
        writer: Writer,
        connection: Connection,
        progress: Progress,
    ) -> None:
        self._request = request
        self._means = means
        self._sources = sources
        self._writer = writer
        self._connection = connection
        self._progress = progress

    def run(self) -> Outcome:
        if reading.fact(self._connection, "begun") is not None:
            check_same(self._connection, self._request.exam, self._sources, self._means.authority)
        if reading.fact(self._connection, "generation") is None:
            self._begin()
        finished = reading.fact(self._connection, "state") == FINISHED
        wanted, had = self._wanted(), pinned(self._connection)
        number = start_run(self._connection, self._writer, self._request.command)
        self._try_again()
        if wanted != had or (finished and self._request.rematch):
            self._adopt(wanted, had)
        if not self._examine():
            end_run(self._writer, number, STOPPED)
            self._writer.flush()
            message = f"{self._request.exam}: time is up; the same command resumes"
            return outcome(self._connection, message)
        self._finish(number)
        return outcome(self._connection, self._end())

    def _end(self) -> str:
        unread = len(reading.unread(self._connection))
        if not unread:
            return f"{self._request.exam} is finished"
        parts = several(unread, "part")
        return f"{self._request.exam} is finished, but {parts} could not be read: {TRY_AGAIN}"

    def _try_again(self) -> None:
        """Have done again what the storage of the evidence kept from the run before."""
        tasks = try_again(self._writer, self._connection)
        if tasks:
            self._progress.say(f"trying again what could not be read: {several(tasks, 'part')}")
            self._writer.set_fact("state", "running")
        self._writer.flush()

    def _begin(self) -> None:
        """Record what is examined, by what authority, and with which sets and rules.

        A fast scan may have begun the examination, without sets and rules of files.
        """
        if reading.fact(self._connection, "begun") is None:
            begin(self._writer, self._sources, self._means.authority)
        self._pin()
        self._writer.set_fact("generation", "1")
        self._writer.flush()

    def _adopt(self, wanted: Pins, had: Pins) -> None:
        """Pin the new sets and rules. Other rules need the content again; other sets do not."""
        left_out = wanted.sets != had.sets and wanted.skip_known
        if wanted.content != had.content or wanted.skip_known != had.skip_known or left_out:
            what = "rules" if wanted.content != had.content else "what is known and left out"
            self._progress.say(f"{what} changed: reading the content again")
            self._writer.forget_examination()
        elif wanted.sets != had.sets:
            self._progress.say("hash sets changed: matching again what was observed before")
        if (wanted.carve, wanted.blocks) != (had.carve, had.blocks):
            self._progress.say("what is searched for in free space changed: carving again")
            forget_carving(self._writer, self._connection)
        self._pin()
        self._writer.next_generation()
        self._writer.set_fact("state", "running")
        self._writer.flush()

    def _wanted(self) -> Pins:
        return self._means.pins(self._request.carve)

    def _pin(self) -> None:
        means = self._means
        carve, known = self._request.carve, means.policy.skip_known
        record_pins(self._writer, means.sets, means.rules, carve, means.blocks, known)

    def _plan(self) -> WorkerPlan:
        sets = recorded_sets(self._means.catalogue, self._connection)
        blocks = recorded_blocks(self._means.catalogue, self._connection)
        return WorkerPlan(
            sources=tuple(source.plan for source in self._sources.all),
            authority=self._means.authority,
            hashsets_root=str((home() / "hashsets").absolute()),
            sets=tuple((info.name, info.version) for info in sets),
            rules=rule_paths(self._request.rules),
            skip_known=self._means.policy.skip_known,
            engine=self._request.engine,
            blocks=tuple((info.name, info.version) for info in blocks),
        )

    def _examine(self) -> bool:
        """Go through all phases; whether there was time enough."""
        wanted = Hiring(SERVICE, self._plan(), LIMITS, self._request.workers)
        with hire(wanted, self._sources, self._request.cluster, self._progress.say) as pool:
            seconds = self._request.seconds
            context = Context(
                sources=self._sources,
                pool=pool,
                writer=self._writer,
                connection=self._connection,
                progress=self._progress,
                ends=math.inf if seconds is None else time.monotonic() + seconds,
                glance=self._means.authority.data is None,
            )
            survey_sources(context)
            inspection = Inspection(context)
            enumerate_volumes(context, inspection)
            rematch_observations(context)
            digests = Digests(context)
            inspection.run(digests)
            blocks = recorded_blocks(self._means.catalogue, self._connection)
            if carve_unallocated(context, PinnedBlocks(blocks)):
                inspection.run(digests)
            digests.finish()
            return not context.expired()

    def _finish(self, number: int) -> None:
        for name, digest in seal(self._connection).items():
            self._writer.set_fact(f"seal.{name}", digest)
        crash_point("finish")
        end_run(self._writer, number, FINISHED)
        self._writer.set_fact("state", FINISHED)
        self._writer.set_fact("finished", now())
        self._writer.settle()


def outcome(connection: Connection, message: str) -> Outcome:
    """How an examination stands."""
    count = connection.execute(
        "SELECT (SELECT count(*) FROM entries), (SELECT count(*) FROM findings),"
        " (SELECT count(*) FROM gaps), (SELECT count(*) FROM entries WHERE state != 'done')"
    ).fetchone()
    return Outcome(
        finished=reading.fact(connection, "state") == FINISHED,
        entries=count[0],
        findings=count[1],
        gaps=count[2],
        imperfect=count[3],
        message=message,
    )
