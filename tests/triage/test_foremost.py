"""A person's media is examined while the listing still goes on, and void with the listing."""

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from jail.pool import Completed, Emitted, Event, Retrying, Task
from triage.exam import reading
from triage.exam.connection import Connection, create
from triage.exam.writing import Writer
from triage.ids import stamp_entry
from triage.jobs import Glance, Inspect, decode_job
from triage.phases.context import Context
from triage.phases.enumerate import enumerate_volumes
from triage.phases.glance import Glances
from triage.phases.inspect import Inspection
from triage.priority import Foremost
from triage.records import (
    READ_FAILED,
    Entry,
    Kind,
    Observation,
    Origin,
    State,
    Volume,
    encode,
)

VOLUME = Volume(source=0, ordinal=0, kind="ext4", offset=0)


def entry(path: bytes, **others: object) -> Entry:
    plain = {"source": 0, "volume": 0, "origin": Origin.FILE, "kind": Kind.FILE}
    return stamp_entry(Entry(path=path, **plain, **others), 0)  # type: ignore[arg-type]


PHOTO = entry(b"/DCIM/Camera/a.jpg", inode="12")
LIBRARY = entry(b"/system/lib.so", inode="13")
OBSERVED = encode([Observation(file=PHOTO.id, state=State.DONE)])


class Script:
    """A pool in which what happens next depends on what was submitted."""

    size = 2

    def __init__(self, story: Iterator[list[Event]], most: int) -> None:
        self._story = story
        self._most = most
        self.submitted: list[Task] = []
        self.idle = False
        self.unfinished = ["walk:0"]

    @property
    def room(self) -> int:
        return max(0, self._most - len(self.submitted))

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


def listed(connection: Connection, *story: list[Event], most: int = 8) -> Script:
    pool = Script(iter(story), most)
    context = Context(
        sources=None,  # type: ignore[arg-type]
        pool=pool,
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


def test_what_the_storage_failed_and_was_listed_again_in_the_same_run_is_not_unread(
    connection: Connection,
) -> None:
    batch = encode([PHOTO])
    listed(
        connection,
        [Emitted("walk:0", READ_FAILED), Emitted("walk:0", batch)],
        [Retrying("walk:0")],
        [Emitted("walk:0", batch)],
        [Completed("walk:0")],
    )
    assert reading.unread(connection) == []


def test_what_the_storage_failed_of_a_void_listing_is_not_unread(connection: Connection) -> None:
    batch = encode([PHOTO])
    listed(
        connection,
        [Emitted("walk:0", batch)],
        [Emitted(PHOTO.id, READ_FAILED), Retrying("walk:0")],
        [Emitted(PHOTO.id, READ_FAILED), Emitted(PHOTO.id, OBSERVED), Completed(PHOTO.id)],
        [Emitted("walk:0", batch), Completed("walk:0")],
    )
    assert reading.unread(connection) == []


def test_what_the_storage_failed_and_nothing_read_since_stays_unread(
    connection: Connection,
) -> None:
    listed(
        connection,
        [Emitted("walk:0", encode([PHOTO]))],
        [Emitted(PHOTO.id, READ_FAILED), Emitted(PHOTO.id, OBSERVED), Completed(PHOTO.id)],
        [Emitted("walk:0", READ_FAILED), Completed("walk:0")],
    )
    assert reading.unread(connection) == sorted([PHOTO.id, "walk:0"])


def test_no_more_wait_than_there_is_room_for() -> None:
    foremost = Foremost(room=3)
    foremost.add(entry(b"/DCIM/%d.jpg" % number, inode=str(number)) for number in range(9))
    foremost.add([LIBRARY])
    taken = [foremost.take() for _ in range(4)]
    ids = [each.id for each in taken if each]
    assert ids == sorted(ids)
    assert len(ids) == 3


def test_an_even_sample_is_kept_of_more_than_there_is_room_for() -> None:
    foremost = Foremost(room=50)
    every = [entry(b"/DCIM/%d.jpg" % number, inode=str(number)) for number in range(1000)]
    foremost.add(every)
    least = sorted(each.id for each in every)[:50]
    foremost.add([])
    assert [taken.id for _ in range(50) if (taken := foremost.take())] == least


def glances(connection: Connection) -> None:
    entries = '{"sha256": 1}'
    connection.execute(
        "INSERT INTO sets (name, version, disposition, digest, entries, not_computable, cautions)"
        " VALUES ('s', '1', 'alert', '', ?, '{}', '[]')",
        (entries,),
    )


def test_a_certain_hit_is_examined_before_other_media(connection: Connection) -> None:
    glances(connection)
    others = [entry(b"/DCIM/%d.jpg" % number, inode=str(number), size=9) for number in range(3)]
    hit = others[1]
    pool = listed(
        connection,
        [Emitted("walk:0", encode(others))],
        [Completed("walk:0")],
        [Emitted("glance:1", encode((hit.id,))), Completed("glance:1")],
        [
            Emitted(hit.id, encode([Observation(file=hit.id, state=State.DONE)])),
            Completed(hit.id),
        ],
        most=2,
    )
    jobs = [decode_job(task.body) for task in pool.submitted]
    assert [job.entry.id for job in jobs if isinstance(job, Inspect)][-1] == hit.id
    assert [each.id for job in jobs if isinstance(job, Glance) for each in job.entries] == [
        each.id for each in others
    ]


def test_a_worker_that_names_what_it_was_not_shown_is_not_believed(
    connection: Connection,
) -> None:
    glances(connection)
    shown = entry(b"/DCIM/1.jpg", inode="1", size=9)
    pool = listed(
        connection,
        [Emitted("walk:0", encode([shown])), Completed("walk:0")],
        [Emitted("glance:1", encode((LIBRARY.id,))), Completed("glance:1")],
        most=2,
    )
    jobs = [decode_job(task.body) for task in pool.submitted]
    assert not any(isinstance(job, Inspect) for job in jobs)
    assert [left.id for left in reading.pending(connection)] == [shown.id]


def test_a_host_of_tiny_files_fills_no_memory_with_what_is_to_be_glanced_at(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("triage.phases.glance.MOST_ENTRIES", 5)
    glimpses = Glances(worthwhile=True)
    glimpses.add(entry(b"/DCIM/%d.jpg" % number, inode=str(number), size=1) for number in range(9))
    task = glimpses.take({0: VOLUME}, lambda entry: None)
    assert task is not None
    job = decode_job(task.body)
    assert isinstance(job, Glance)
    assert len(job.entries) == 5
    assert glimpses.take({0: VOLUME}, lambda entry: None) is None


def test_an_entry_named_twice_is_examined_once_and_ends_no_run(connection: Connection) -> None:
    pool = listed(
        connection,
        [Emitted("walk:0", encode([PHOTO, PHOTO])), Emitted("walk:0", encode([PHOTO]))],
        [Emitted(PHOTO.id, OBSERVED), Completed(PHOTO.id)],
        [Completed("walk:0")],
    )
    jobs = [decode_job(task.body) for task in pool.submitted]
    assert sum(isinstance(job, Inspect) for job in jobs) == 1


def test_what_a_voided_listing_named_is_not_taken() -> None:
    foremost = Foremost()
    other = entry(b"/DCIM/b.jpg", inode="2")
    foremost.add([PHOTO, msgspec.structs.replace(other, volume=1)])
    foremost.forget(0)
    taken = foremost.take()
    assert taken is not None
    assert taken.volume == 1
    assert foremost.take() is None
