"""A person's media is examined while the listing still goes on, and void with the listing."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jail.pool import Completed, Emitted, Event, Retrying, Task
from triage.exam import reading
from triage.exam.connection import Connection, create
from triage.exam.writing import Writer
from triage.ids import stamp_entry
from triage.jobs import Inspect, decode_job
from triage.phases.context import Context
from triage.phases.enumerate import enumerate_volumes
from triage.phases.inspect import Inspection
from triage.priority import Foremost
from triage.records import Entry, Kind, Observation, Origin, State, Volume, encode

VOLUME = Volume(source=0, ordinal=0, kind="ext4", offset=0)


def entry(path: bytes, **others: object) -> Entry:
    plain = {"source": 0, "volume": 0, "origin": Origin.FILE, "kind": Kind.FILE}
    return stamp_entry(Entry(path=path, **plain, **others), 0)  # type: ignore[arg-type]


PHOTO = entry(b"/DCIM/Camera/a.jpg", inode="12")
LIBRARY = entry(b"/system/lib.so", inode="13")
OBSERVED = encode([Observation(file=PHOTO.id, state=State.DONE)])


class Script:
    """A pool in which what happens next depends on what was submitted."""

    room = 8
    size = 2

    def __init__(self, story: Iterator[list[Event]]) -> None:
        self._story = story
        self.submitted: list[Task] = []
        self.idle = False
        self.unfinished = ["walk:0"]

    def submit(self, task: Task) -> None:
        self.submitted.append(task)

    def events(self, timeout: float) -> list[Event]:
        told = next(self._story, None)
        self.idle = told is None
        return told or []


class Quiet:
    def __getattr__(self, name: str) -> object:
        return lambda *words: None


@pytest.fixture
def connection(tmp_path: Path) -> Iterator[Connection]:
    opened = create(tmp_path / "x.exam")
    writer = Writer(opened)
    writer.write_volume(0, VOLUME)
    writer.flush()
    yield opened
    opened.close()


def listed(connection: Connection, *story: list[Event]) -> Script:
    pool = Script(iter(story))
    context = Context(
        sources=None,  # type: ignore[arg-type]
        pool=pool,  # type: ignore[arg-type]
        writer=Writer(connection),
        connection=connection,
        progress=Quiet(),  # type: ignore[arg-type]
    )
    enumerate_volumes(context, Inspection(context))
    return pool


def test_a_photo_is_examined_before_the_listing_ends(connection: Connection) -> None:
    batch = encode([LIBRARY, PHOTO])
    pool = listed(
        connection,
        [Emitted("walk:0", batch)],
        [Emitted(PHOTO.id, OBSERVED), Completed(PHOTO.id)],
        [Completed("walk:0")],
    )
    walk, ahead = pool.submitted
    assert walk.alone
    job = decode_job(ahead.body)
    assert isinstance(job, Inspect)
    assert job.entry.id == PHOTO.id
    assert [left.id for left in reading.pending(connection)] == [LIBRARY.id]


def test_what_was_examined_of_a_listing_that_broke_is_examined_again(
    connection: Connection,
) -> None:
    batch = encode([PHOTO])
    pool = listed(
        connection,
        [Emitted("walk:0", batch)],
        [Retrying("walk:0")],
        [Emitted("walk:0", batch)],
        [Emitted(PHOTO.id, OBSERVED), Completed(PHOTO.id)],
        [Completed("walk:0")],
    )
    assert len(pool.submitted) == 2
    assert [left.id for left in reading.pending(connection)] == [PHOTO.id]
    assert list(reading.observations(connection, before=9)) == []


def test_no_more_wait_than_there_is_room_for() -> None:
    foremost = Foremost(room=3)
    foremost.add(entry(b"/DCIM/%d.jpg" % number, inode=str(number)) for number in range(9))
    foremost.add([LIBRARY])
    taken = [foremost.take() for _ in range(4)]
    ids = [each.id for each in taken if each]
    assert ids == sorted(ids)
    assert len(ids) == 3
