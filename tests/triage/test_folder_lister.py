"""A folder is listed a batch at a time, between what the workers tell."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from jail.tasks import Completed, Emitted, Event, Task
from triage.jobs import Survey, Walk
from triage.opened import OpenSources
from triage.phases.folders import BATCH, FolderLister
from triage.records import READ_FAILED, Entry, Volume, decode, encode
from triage.sources.storage import FAILURES

FOLDER = Volume(source=0, ordinal=0, kind="folder")
FILES = 2 * BATCH + 10
HEARD = Emitted("other", b"x")


class Workers:
    """Workers that always have something to tell."""

    size, room, idle = 2, 7, True
    unfinished: tuple[str, ...] = ()

    def __init__(self) -> None:
        self.submitted: list[Task] = []
        self.waited: list[float] = []

    def submit(self, task: Task) -> None:
        self.submitted.append(task)

    def events(self, timeout: float) -> list[Event]:
        self.waited.append(timeout)
        return [HEARD]


@pytest.fixture
def sources(tmp_path: Path) -> Iterator[OpenSources]:
    folder = tmp_path / "folder"
    for name in ("aaa", "DCIM"):
        (folder / name).mkdir(parents=True)
        for number in range(FILES // 2):
            (folder / name / f"{number:04}").touch()
    with OpenSources([folder]) as opened:
        yield opened


def walk(volume: Volume = FOLDER) -> Task:
    return Task("walk:0", encode(Walk(source=0, number=0, volume=volume)))


def test_the_workers_are_heard_between_the_batches_of_a_folder(sources: OpenSources) -> None:
    workers = Workers()
    lister = FolderLister(workers, sources)
    lister.submit(walk())
    told = []
    while not lister.idle:
        assert list(lister.unfinished) == ["walk:0"]
        told.append(lister.events(5))
    assert [len(events) for events in told] == [2, 2, 3]
    assert all(events[0] == HEARD for events in told)
    assert told[-1][-1] == Completed("walk:0")
    assert workers.waited == [0, 0, 0]
    assert not workers.submitted


def test_a_persons_own_folder_is_listed_before_the_others(sources: OpenSources) -> None:
    lister = FolderLister(Workers(), sources)
    lister.submit(walk())
    bodies = [
        event.body for _ in range(3) for event in lister.events(0) if isinstance(event, Emitted)
    ]
    paths = [
        record.path
        for body in bodies
        if body != HEARD.body
        for record in decode(body)
        if isinstance(record, Entry)
    ]
    assert len(paths) == FILES + 2
    first = [path.split(b"/")[1] for path in paths if path.count(b"/") == 2]
    assert first == [b"DCIM"] * (FILES // 2) + [b"aaa"] * (FILES // 2)


def test_what_is_no_folder_is_left_to_the_workers(sources: OpenSources) -> None:
    workers = Workers()
    lister = FolderLister(workers, sources)
    tasks = [walk(Volume(source=0, ordinal=0, kind="ext4")), Task("s", encode(Survey(source=0)))]
    for task in tasks:
        lister.submit(task)
    assert workers.submitted == tasks
    assert lister.idle
    assert lister.events(5) == [HEARD]
    assert workers.waited == [5]


def test_a_folder_whose_storage_fails_says_so_before_the_batch(
    sources: OpenSources, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(*_: object) -> Iterator[Volume]:
        FAILURES.count += 1
        yield FOLDER

    monkeypatch.setattr("triage.phases.folders.walk_folder", failing)
    lister = FolderLister(Workers(), sources)
    lister.submit(walk())
    assert lister.events(0) == [
        HEARD,
        Emitted("walk:0", READ_FAILED),
        Emitted("walk:0", encode([FOLDER])),
        Completed("walk:0"),
    ]
