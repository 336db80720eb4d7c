"""Damaged images and lying workers cost nothing but what they are about."""

import random
from pathlib import Path

import pytest

import triage.run
from tests.skerry_command import Skerry
from tests.triage.carving import images
from tests.triage.carving.samples import saved
from tests.triage.little_phone import picture
from tests.triage.test_faults import Silent
from triage.request import Request


def write(folder: Path) -> Path:
    bodies = {"a.jpg": picture(1), "gone.jpg": saved("JPEG", 7), "b.jpg": picture(2)}
    image = images.fat(folder, bodies)
    images.without_entry(image, "gone.jpg")
    return image


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(4))
def test_a_damaged_or_cut_off_image_is_carved_without_a_crash_and_states_sum(
    skerry: Skerry, tmp_path: Path, seed: int
) -> None:
    body = bytearray(write(tmp_path).read_bytes()[: (16 - 2 * seed) << 20])
    draw = random.Random(seed)
    for _ in range(400):
        body[draw.randrange(min(len(body), 200_000))] = draw.randrange(256)
    image = tmp_path / "damaged.img"
    image.write_bytes(body)
    exam = tmp_path / "x.exam"
    skerry("triage", "run", image, "--exam", exam)
    files = skerry.lines("files", exam)
    gaps = {line["file"] for line in skerry.lines("gaps", exam)}
    assert {line["state"] for line in files} <= {"done", "partial", "failed", "skipped"}
    assert all((line["state"] == "done") == (line["id"] not in gaps) for line in files)
    assert "internal" not in {line["reason"] for line in skerry.lines("gaps", exam)}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("service", "reason"),
    [("build_lying", "crashed"), ("build_breaking", "crashed")],
)
def test_a_window_whose_worker_lies_or_dies_is_one_gap(
    skerry: Skerry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, service: str, reason: str
) -> None:
    image = write(tmp_path)
    exam = tmp_path / "x.exam"
    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    monkeypatch.setattr(triage.run, "SERVICE", f"tests.triage.carving.liars:{service}")
    outcome = triage.run.run(Request(sources=(image,), exam=exam, workers=1), Silent())
    assert outcome.finished
    files = skerry.lines("files", exam)
    assert not [line for line in files if line["origin"] in ("carved", "slack")]
    assert len([line for line in files if line["state"] == "done" and line["sha256"]]) >= 2
    (gap,) = [line for line in skerry.lines("gaps", exam) if line["stage"] == "carving"]
    assert (gap["reason"], gap["offset"]) == (reason, 0)
    assert gap["length"] == image.stat().st_size


def test_a_medium_said_to_be_larger_than_any_is_not_carved_for_ever(
    skerry: Skerry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    image = write(tmp_path)
    exam = tmp_path / "x.exam"
    monkeypatch.setenv("SKERRY_HOME", str(skerry.home))
    monkeypatch.setattr(triage.run, "SERVICE", "tests.triage.carving.liars:build_boasting")
    outcome = triage.run.run(Request(sources=(image,), exam=exam, workers=1), Silent())
    assert outcome.finished
    gaps = [line for line in skerry.lines("gaps", exam) if line["stage"] == "carving"]
    assert {"crashed", "unallocated-not-examined"} == {gap["reason"] for gap in gaps}
