"""No jail breaks a decoder unnoticed: what the canaries let pass decodes as it does outside."""

from pathlib import Path
from typing import ClassVar

import numpy as np
import pillow_heif
import pytest
from PIL import Image

from jail.layers import Layers
from jail.pool import Event, JailError, Pool, Retrying
from tests.triage.test_faults import Silent
from triage import hiring
from triage.exam.connection import open_for_reading
from triage.inspectors.decode import LARGE_PIXELS
from triage.listing import files
from triage.request import Request
from triage.run import run

FORMATS = ("JPEG", "PNG", "GIF", "WEBP", "TIFF", "BMP", "AVIF", "HEIF")


def photograph(width: int, height: int) -> Image.Image:
    """A picture large enough for its decoder to think of using threads."""
    coarse = np.random.default_rng(1).integers(0, 255, (12, 16, 3), np.uint8)
    return Image.fromarray(coarse).resize((width, height), Image.Resampling.BICUBIC)


def hashes(exam: Path) -> dict[str, tuple[str, str]]:
    connection = open_for_reading(exam)
    try:
        return {line["path"]: (line["state"], line["pdq"]) for line in files(connection)}
    finally:
        connection.close()


def examine(evidence: Path, exam: Path, workers: int = 1) -> dict[str, tuple[str, str]]:
    run(Request(sources=(evidence,), exam=exam, workers=workers), Silent())
    return hashes(exam)


@pytest.fixture
def evidence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path / "home"))
    folder = tmp_path / "evidence"
    folder.mkdir()
    pillow_heif.register_heif_opener()
    return folder


@pytest.mark.slow
def test_a_jail_that_denies_threads_is_refused_or_breaks_no_large_picture(
    evidence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    picture = photograph(2400, 1800)
    for name in FORMATS:
        picture.save(evidence / f"large.{name.lower()}", name)
    expected = examine(evidence, tmp_path / "whole.exam")
    assert {state for state, _ in expected.values()} == {"done"}

    class Threadless(Pool):
        layers = Layers(threads=False)

    monkeypatch.setattr(hiring, "Pool", Threadless)
    try:
        found = examine(evidence, tmp_path / "x.exam")
    except JailError:
        return  # a canary noticed
    assert found == expected


@pytest.mark.slow
def test_an_iphones_photograph_decodes_in_the_jail_as_outside(
    evidence: Path, shared: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    body = (shared / "exif" / "IMG_2927.HEIC").read_bytes()
    (evidence / "a.heic").write_bytes(body)

    class Open(Pool):
        layers = Layers(landlock=False, filter=False, unprivileged=False)

    inside = examine(evidence, tmp_path / "inside.exam")
    monkeypatch.setattr(hiring, "Pool", Open)
    assert examine(evidence, tmp_path / "outside.exam") == inside
    assert inside["/a.heic"][0] == "done"


class Counting(Pool):
    """Remembers which tasks came again."""

    again: ClassVar[list[str]] = []

    def events(self, timeout: float) -> list[Event]:
        told = super().events(timeout)
        self.again.extend(event.key for event in told if isinstance(event, Retrying))
        return told


@pytest.mark.slow
def test_pictures_over_24_megapixels_go_to_the_large_worker_and_no_others(
    evidence: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    side = 4900
    assert side * side > LARGE_PIXELS > 4000 * 6000 - 1
    for name, size in {"just": (6000, 4000), "over": (side, side)}.items():
        Image.linear_gradient("L").resize(size).save(evidence / f"{name}.png")
    monkeypatch.setattr(Counting, "again", [])
    monkeypatch.setattr(hiring, "Pool", Counting)
    found = examine(evidence, tmp_path / "x.exam", workers=2)
    assert {state for state, _ in found.values()} == {"done"}
    connection = open_for_reading(tmp_path / "x.exam")
    ids = {line["path"]: line["id"] for line in files(connection)}
    connection.close()
    assert Counting.again == [ids["/over.png"]]
