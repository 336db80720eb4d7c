"""An entry whose worker dies is examined as if the attempt had never been."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from jail.pool import Completed, Emitted, Event, Retrying, Task
from tests.triage.test_foremost import VOLUME, Quiet, Script, entry
from triage.exam import reading
from triage.exam.connection import Connection, create
from triage.exam.writing import Writer
from triage.ids import stamp_entry
from triage.phases.context import Context
from triage.phases.digest import Digests
from triage.phases.inspect import Inspection
from triage.records import Finding, Observation, Origin, State, encode

ARCHIVE = entry(b"/a.zip", inode="12")
MEMBER, OTHER = (
    stamp_entry(replace(ARCHIVE, path=path, parent=ARCHIVE.id, inode=None, origin=Origin.MEMBER), 0)
    for path in (b"/a.zip>>x", b"/a.zip>>y")
)
NAMED = Emitted(ARCHIVE.id, encode([MEMBER]))
EXAMINED = Emitted(ARCHIVE.id, encode([Observation(file=MEMBER.id, state=State.DONE)]))
LAST_WORD = Emitted(ARCHIVE.id, encode([Observation(file=ARCHIVE.id, state=State.DONE)]))


class Killed(Exception):
    """The run was."""


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = create(tmp_path / "x.exam")
    writer = Writer(opened)
    writer.write_volume(0, VOLUME)
    writer.write([ARCHIVE])
    writer.flush()
    yield opened
    opened.close()


def inspected(
    connection: Connection, *story: list[Event], killed: bool = False, workers: int = 1
) -> list[Task]:
    def told() -> Iterator[list[Event]]:
        yield from story
        if killed:
            raise Killed

    writer = Writer(connection)
    pool = Script(told(), 8)
    context = Context(
        sources=None,  # type: ignore[arg-type]
        pool=pool,
        writer=writer,
        connection=connection,
        progress=Quiet(),  # type: ignore[arg-type]
    )
    pool.size = workers
    try:
        Inspection(context).run(Digests(context))
    except Killed:
        writer.flush()
    return pool.submitted


def states(connection: Connection) -> dict[str, str]:
    return dict(connection.execute("SELECT id, state FROM entries").fetchall())


def test_a_run_killed_while_an_archive_comes_again_leaves_the_archive_to_do(
    connection: Connection,
) -> None:
    story: list[list[Event]] = [[NAMED, EXAMINED, LAST_WORD], [Retrying(ARCHIVE.id)], [NAMED]]
    inspected(connection, *story, killed=True)
    assert [left.id for left in reading.pending(connection)] == [ARCHIVE.id]


def test_nothing_of_an_attempt_that_ended_in_death_is_kept(connection: Connection) -> None:
    hit = Finding(id="f" * 32, file=OTHER.id, kind="exact", severity="high")  # type: ignore[arg-type]
    first = Emitted(ARCHIVE.id, encode([OTHER, hit]))
    again: list[Event] = [NAMED, EXAMINED, LAST_WORD, Completed(ARCHIVE.id)]
    inspected(connection, [first], [Retrying(ARCHIVE.id)], again)
    assert states(connection) == {ARCHIVE.id: "done", MEMBER.id: "done"}
    assert connection.execute("SELECT count(*) FROM findings").fetchone() == (0,)


@pytest.mark.parametrize(("workers", "beside"), [(1, 0), (2, 1), (4, 3)])
def test_digests_of_many_sources_leave_a_worker_to_examine(
    connection: Connection, workers: int, beside: int
) -> None:
    library = entry(b"/system/lib.so", inode="13")
    writer = Writer(connection)
    for number in range(4):
        sums = (None,) * 5
        writer.insert("sources", (number, "x", "raw", "x", 9, 1, "x", 1, *sums))
    writer.write([library])
    writer.flush()
    tasks = inspected(connection, [Completed(ARCHIVE.id), Completed(library.id)], workers=workers)
    digests = [f"digest:{number}" for number in range(beside)]
    assert [task.key for task in tasks] == [ARCHIVE.id, *digests, library.id]
