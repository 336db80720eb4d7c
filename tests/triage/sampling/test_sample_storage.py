"""What storage that went away kept from a scan, the same command reads once it is back."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.hashsets.blocks.making import content
from tests.skerry_command import Skerry
from tests.triage.little_phone import write_image
from tests.triage.test_storage import Moments
from triage.exam import connection as exam_file
from triage.sampling import store
from triage.sampling.means import SampleRequest
from triage.sampling.records import Tally
from triage.sampling.sample import sample
from triage.sampling.store import Sample

pytestmark = pytest.mark.slow

KNOWN = content(1, 32)


@pytest.fixture
def image(tmp_path: Path) -> Path:
    return write_image(tmp_path)


@pytest.fixture
def blocks(tmp_path: Path, skerry: Skerry, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    (tmp_path / "known").write_bytes(KNOWN)
    skerry("hashsets", "blocks", tmp_path / "known", "--name", "pieces", "--disposition", "alert")


def scanned(
    image: Path, exam: Path, phase: str = "", act: Callable[[], None] = lambda: None
) -> tuple[Sample, Tally, int]:
    """A scan as it stands, its figures, and blocks of the sweep that could not be read."""
    request = SampleRequest(
        sources=(image,), exam=exam, miss_bytes=64 << 10, seed=5, to_certainty=True, workers=1
    )
    (scan,) = sample(request, Moments(phase, act))
    connection = exam_file.open_for_reading(exam)
    try:
        stand = store.standing(connection, scan)
        assert store.is_swept(scan, stand)
        return scan, stand.tally, stand.unread
    finally:
        connection.close()


@pytest.mark.parametrize("phase", ["surveying", "sampling", "reading every block"])
@pytest.mark.usefixtures("blocks")
def test_blocks_that_could_not_be_read_are_counted_and_read_by_the_next_scan(
    image: Path, tmp_path: Path, phase: str
) -> None:
    body, exam = image.read_bytes(), tmp_path / "x.exam"
    _, whole, _ = scanned(image, tmp_path / "whole.exam")
    assert whole.unreadable == 0
    _, tally, unread = scanned(image, exam, phase, lambda: os.truncate(image, 4096 * 3))
    assert tally.unreadable or unread
    assert tally.read + tally.unreadable == whole.read
    with image.open("r+b") as file:
        file.write(body)
    _, tally, unread = scanned(image, exam)
    assert (tally, unread) == (whole, 0)


@pytest.mark.usefixtures("blocks")
def test_blocks_that_stay_unreadable_are_counted_the_same_by_every_scan(
    image: Path, tmp_path: Path
) -> None:
    exam = tmp_path / "x.exam"
    body = image.read_bytes()
    ends = []
    for _ in range(2):
        scan, tally, unread = scanned(
            image, exam, "sampling", lambda: os.truncate(image, 4096 * 1000)
        )
        ends.append((scan.seed, tally, unread))
        with image.open("r+b") as file:
            file.write(body)
    assert ends[0] == ends[1]
    assert ends[0][1].unreadable
    assert ends[0][1].read


@pytest.mark.usefixtures("blocks")
def test_what_was_read_before_is_not_lost_when_the_storage_goes_away_again(
    image: Path, tmp_path: Path
) -> None:
    exam, body = tmp_path / "x.exam", image.read_bytes()
    _, first, _ = scanned(image, exam, "sampling", lambda: os.truncate(image, 4096 * 2000))
    image.write_bytes(body)
    _, second, _ = scanned(image, exam, "sampling", lambda: os.truncate(image, 4096 * 3))
    assert second == first
