from pathlib import Path

import pytest

from benchmarks.sample import BLOCK, KNOWN_BYTES, build, floor, scan, skerry
from triage.sampling.choosing import chosen


@pytest.mark.slow
def test_the_benchmark_measures_a_scan_that_finds_what_was_planted(tmp_path: Path) -> None:
    image = build(tmp_path, 1, 0)
    assert image.stat().st_blocks * 512 < 64 << 20
    known = tmp_path / "known"
    assert known.stat().st_size == KNOWN_BYTES
    skerry(tmp_path, "hashsets", "blocks", str(known), "--name", "known", "--disposition", "alert")
    said = scan(tmp_path, image, 1)
    assert said["probability"] == pytest.approx(0.99, abs=1e-3)
    assert said["complete"]
    places = chosen((1 << 30) // BLOCK, said["drawn"], int(said["seed"])).tolist()
    assert floor(image, places) == said["drawn"]
