"""Every image, damaged: no crash, every entry in one state, the evidence as it was."""

import hashlib
from collections import Counter
from pathlib import Path

import pytest

from tests.skerry_command import Skerry
from tests.triage.damage import lay_out
from tests.triage.sources.reading import unpack
from triage.reasons import Reason

IMAGES = {
    "image.dd": [],
    "image.E01": [],
    "image-split.E01": ["image-split.E02"],
    "imageformat_mmls_1.E01": [],
    "CFReDS001.E01": [],
    "kml_samples.E01": [],
    "nps-2010-emails.E01": [],
    "ext2.splitraw.000.gz": ["ext2.splitraw.001.gz"],
    "exfat_orphan.raw.gz": [],
    "exfat_win.raw.gz": [],
    "fat12.raw.gz": [],
    "fat16_moved.raw.gz": [],
    "fat_deleted_dir_2.raw.gz": [],
    "fat_lfn_test.raw.gz": [],
    "gpt-512-3p.raw.gz": [],
    "hfsplus.raw.gz": [],
    "ntfs3.raw.gz": [],
    "test_disk1.bin.zst": [],
}
"""The first part of each, and the parts after it."""

CHOSEN = {"test_disk1.bin.zst": slice(2, 3)}
"""Which copies of an image that takes long, with its 11,000 entries."""


def sum_of(paths: list[Path]) -> list[str]:
    return [hashlib.sha256(path.read_bytes()).hexdigest() for path in paths]


def assert_sound(command: Skerry, exam: Path) -> None:
    """What holds of every examination, whatever its evidence."""
    files, gaps = command.lines("files", exam), command.lines("gaps", exam)
    states = Counter(line["state"] for line in files)
    assert sum(states.values()) == len({line["id"] for line in files})
    assert set(states) <= {"done", "partial", "failed", "skipped"}
    named = {gap["file"] for gap in gaps}
    assert {line["id"] for line in files if line["state"] != "done"} <= named
    assert "internal" not in {gap["reason"] for gap in gaps}
    assert {gap["reason"] for gap in gaps} <= set(Reason)
    assert command("triage", "verify", exam).returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize("name", IMAGES)
def test_damaged_copies_of_an_image_are_examined_to_the_same_end_by_one_worker_or_two(
    skerry: Skerry, shared: Path, tmp_path: Path, name: str
) -> None:
    parts = [shared / "images" / part for part in (name, *IMAGES[name])]
    if not all(part.exists() for part in parts):
        pytest.skip(f"no {name} here")
    copies = lay_out([unpack(part, tmp_path) for part in parts], tmp_path)
    copies = copies[CHOSEN.get(name, slice(None))]
    before = sum_of(copies)
    outputs = []
    for workers in ("1", "2"):
        exam = tmp_path / f"{workers}.exam"
        done = skerry("triage", "run", *copies, "--exam", exam, "--workers", workers, check=False)
        assert done.returncode in (0, 3), done.stderr
        assert "Traceback" not in done.stderr
        outputs.append(skerry.outputs(exam))
    assert outputs[0] == outputs[1]
    assert_sound(skerry, exam)
    assert sum_of(copies) == before
