import os
from pathlib import Path

import pytest

from triage.sampling.holes import Holes
from triage.sources.plan import Segment

MIB = 1 << 20


@pytest.fixture
def sparse(tmp_path: Path) -> tuple[int, int]:
    path = tmp_path / "sparse.img"
    with path.open("wb") as file:
        file.truncate(8 * MIB)
        file.seek(2 * MIB)
        file.write(b"x" * MIB)
    descriptor = os.open(path, os.O_RDONLY)
    if os.lseek(descriptor, 0, os.SEEK_DATA) == 0:
        pytest.skip("this file system has no holes")
    return descriptor, 8 * MIB


def test_only_what_lies_wholly_in_a_hole_is_one(sparse: tuple[int, int]) -> None:
    holes = Holes([Segment(*sparse)])
    assert holes.covers(0, 4096)
    assert holes.covers(MIB, 2 * MIB)
    assert not holes.covers(2 * MIB - 512, 2 * MIB + 512)
    assert not holes.covers(2 * MIB, 2 * MIB + 4096)
    assert holes.covers(3 * MIB, 8 * MIB)
    assert holes.covers(0, 4096)
    os.close(sparse[0])


def test_a_split_image_and_one_that_cannot_tell_have_no_holes(sparse: tuple[int, int]) -> None:
    assert not Holes([Segment(*sparse), Segment(*sparse)]).covers(0, 512)
    assert not Holes([]).covers(0, 512)
    os.close(sparse[0])
    reading, writing = os.pipe()
    assert not Holes([Segment(reading, 8 * MIB)]).covers(0, 512)
    os.close(reading)
    os.close(writing)
