"""With one worker a person's media is examined while the rest of a volume is still listed."""

import hashlib
import mmap
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NoReturn

import pytest

import triage.run
from examples import ext4
from jail.beacon import NOTE_BYTES, Beacon
from tests.skerry_command import Skerry
from tests.triage.little_phone import picture
from tests.triage.test_faults import Silent
from triage.authority import Authority
from triage.jobs import Inspect, Walk, WorkerPlan, decode_job
from triage.opened import OpenSources
from triage.phases.context import Context
from triage.records import (
    READ_FAILED,
    Anything,
    Entry,
    Finding,
    Kind,
    Origin,
    ReadFailed,
    State,
    Volume,
    decode,
    encode,
)
from triage.request import Request
from triage.sources.storage import FAILURES
from triage.worker import TriageService

PHOTOS, OTHERS = 40, 4000


def many_files(folder: Path) -> Path:
    """Some photos and, in folders that are listed after them, a host of small files."""
    for number in range(PHOTOS):
        place = folder / "DCIM" / f"{number:03}.jpg"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(picture(number))
    for number in range(OTHERS):
        place = folder / "system" / f"{number % 20:02}" / f"{number:05}.txt"
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(b"%d" % number)
    return folder


@pytest.fixture(scope="module")
def tree(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return many_files(tmp_path_factory.mktemp("many") / "tree")


@pytest.fixture(scope="module")
def image(tree: Path) -> Path:
    image = tree.parent / "many.img"
    ext4.format_image(image, 64 << 20, inodes=8000)
    ext4.edit(image, ext4.copy_folder(tree, times=False))
    return image


@pytest.fixture(scope="module")
def command(tmp_path_factory: pytest.TempPathFactory) -> Skerry:
    folder = tmp_path_factory.mktemp("one")
    digests = folder / "alert.sha256"
    digests.write_text(hashlib.sha256(picture(7)).hexdigest() + "\n")
    skerry = Skerry(folder / "home")
    words = ("hashsets", "import", digests, "--name", "a", "--disposition", "alert")
    skerry(*words, "--algorithm", "sha256")
    return skerry


@pytest.fixture(autouse=True)
def home(command: Skerry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(command.home))


class Story(Silent):
    """Which phases began and what was found, in order."""

    def __init__(self) -> None:
        self.told: list[str] = []

    def phase(self, name: str, entries: int, size: int) -> None:
        self.told.append(name)

    def found(self, finding: Finding) -> None:
        self.told.append("found")


@pytest.fixture(params=["image", "folder"])
def source(request: pytest.FixtureRequest, image: Path, tree: Path) -> Path:
    return image if request.param == "image" else tree


@pytest.mark.slow
def test_one_worker_finds_a_certain_hit_before_the_listing_ends(
    source: Path, tmp_path: Path
) -> None:
    story = Story()
    request = Request(sources=(source,), exam=tmp_path / "x.exam", carve=(), workers=1)
    triage.run.run(request, story)
    assert story.told[:3] == ["surveying", "listing", "found"]


@pytest.mark.slow
def test_a_time_budget_ends_a_listing_too_and_the_same_command_goes_on_to_the_same_bytes(
    command: Skerry, source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("triage", "run", source, "--workers", "1", "--carve", "none", "--exam")
    command(*words, tmp_path / "whole.exam")
    exam = tmp_path / "x.exam"
    passed: list[str] = []
    monkeypatch.setattr("triage.phases.enumerate.crash_point", passed.append)
    monkeypatch.setattr(Context, "expired", lambda _: "walk" in passed)
    request = Request(sources=(source,), exam=exam, carve=(), workers=1)
    assert not triage.run.run(request, Silent()).finished
    (gap,) = [gap for gap in command.lines("gaps", exam) if gap["stage"] == "enumerate"]
    assert (gap["reason"], gap["file"]) == ("deadline", None)
    assert "time budget" in gap["detail"]
    assert 0 < len(command.lines("files", exam)) < OTHERS
    assert command("triage", "verify", exam).returncode == 0
    assert command("triage", "report", exam, "--out", tmp_path / "report").returncode == 0
    command(*words, exam)
    assert command.outputs(exam) == command.outputs(tmp_path / "whole.exam")


@pytest.mark.slow
def test_one_worker_that_lists_and_examines_in_turns_gives_the_same_bytes_as_three(
    command: Skerry, source: Path, tmp_path: Path
) -> None:
    outputs = []
    for workers in (1, 3):
        exam = tmp_path / f"{workers}.exam"
        command("triage", "run", source, "--exam", exam, "--workers", str(workers))
        outputs.append(command.outputs(exam))
    assert outputs[0] == outputs[1]


# what a worker does with a job that comes while it sends another one's records


class Failing(TriageService):
    """Has its storage fail whenever an entry is examined."""

    def perform(
        self,
        body: bytes,
        descriptors: Sequence[int],
        emit: Callable[[bytes], None],
        beacon: Beacon,
    ) -> None:
        def failing(answer: bytes) -> None:
            FAILURES.count += 1
            emit(answer)

        inspects = isinstance(decode_job(body), Inspect)
        super().perform(body, descriptors, failing if inspects else emit, beacon)


def listed(
    sources: OpenSources, kind: type[TriageService], between: bool
) -> tuple[list[Anything], list[Anything]]:
    """The records of a walk, and those of examining photos between its batches."""
    plan = WorkerPlan(
        sources=(sources.all[0].plan,), authority=Authority(), hashsets_root="/nowhere"
    )
    service = kind(plan)
    beacon = Beacon(mmap.mmap(-1, NOTE_BYTES), 3600.0)
    volume = Volume(source=0, ordinal=0, kind="ext4", offset=0, length=64 << 20)
    walked: list[Anything] = []
    examined: list[Anything] = []

    def emit(body: bytes) -> None:
        records = decode(body)
        walked.extend(records)
        for record in records if between else ():
            if isinstance(record, Entry) and record.path.startswith(b"/DCIM/"):
                job = Inspect(entry=record, volume=volume)
                service.perform(encode(job), (), lambda told: examined.extend(decode(told)), beacon)

    service.perform(encode(Walk(source=0, number=0, volume=volume)), (), emit, beacon)
    return walked, examined


def test_a_listing_is_the_same_whatever_is_read_between_its_batches(image: Path) -> None:
    with OpenSources([image]) as sources:
        plain, _ = listed(sources, TriageService, between=False)
        between, examined = listed(sources, TriageService, between=True)
    assert between == plain
    assert len(examined) >= PHOTOS
    assert sum(isinstance(one, Entry) and one.kind is Kind.FILE for one in plain) > OTHERS
    assert not any(isinstance(one, Entry) and one.state is State.FAILED for one in plain)


def test_storage_that_fails_between_the_batches_of_a_listing_does_not_void_the_listing(
    image: Path,
) -> None:
    with OpenSources([image]) as sources:
        walked, examined = listed(sources, Failing, between=True)
    assert not any(isinstance(one, ReadFailed) for one in walked)
    assert any(isinstance(one, ReadFailed) for one in examined)


def test_a_job_that_breaks_where_its_storage_failed_leaves_no_failure_to_the_listing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def breaks(*given: object) -> NoReturn:
        FAILURES.count += 1
        raise ValueError("broken")

    service = TriageService(WorkerPlan(sources=(), authority=Authority(), hashsets_root="/nowhere"))
    monkeypatch.setattr(service, "_do", breaks)
    entry = Entry(source=0, volume=0, path=b"/x", origin=Origin.FILE, kind=Kind.FILE, id="f" * 32)
    job = Inspect(entry=entry, volume=Volume(source=0, ordinal=0, kind="ext4"))
    before, told = FAILURES.count, list[bytes]()
    beacon = Beacon(mmap.mmap(-1, NOTE_BYTES), 3600.0)
    with pytest.raises(ValueError, match="broken"):
        service.perform(encode(job), (), told.append, beacon)
    assert told == [READ_FAILED]
    assert FAILURES.count == before
