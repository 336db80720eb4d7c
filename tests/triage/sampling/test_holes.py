import os
from pathlib import Path

import pytest

from triage.content import Buffer, Unexamined
from triage.sampling.holes import Holes
from triage.sources.medium import RawMedium
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
    holes = Holes(RawMedium([Segment(*sparse)]))
    assert holes.covers(0, 4096)
    assert holes.covers(MIB, 2 * MIB)
    assert not holes.covers(2 * MIB - 512, 2 * MIB + 512)
    assert not holes.covers(2 * MIB, 2 * MIB + 4096)
    assert holes.covers(3 * MIB, 8 * MIB)
    assert holes.covers(0, 4096)
    os.close(sparse[0])


def test_a_hole_may_reach_from_one_part_of_a_split_image_into_the_next(
    sparse: tuple[int, int],
) -> None:
    holes = Holes(RawMedium([Segment(*sparse), Segment(*sparse)]))
    assert holes.covers(3 * MIB, 10 * MIB)
    assert not holes.covers(3 * MIB, 10 * MIB + 512)
    assert not holes.covers(10 * MIB, 10 * MIB + 512)
    os.close(sparse[0])


def test_what_a_truncated_image_lacks_is_no_hole(sparse: tuple[int, int], tmp_path: Path) -> None:
    medium = RawMedium([Segment(*sparse)])
    assert Holes(medium).covers(4 * MIB, 8 * MIB)
    os.truncate(tmp_path / "sparse.img", 5 * MIB)
    assert not Holes(medium).covers(4 * MIB, 8 * MIB)
    assert not Holes(medium).covers(6 * MIB, 8 * MIB)
    with pytest.raises(Unexamined):
        medium.read(6 * MIB, 512)
    os.close(sparse[0])


def test_what_cannot_tell_of_holes_has_none() -> None:
    assert not Holes(Buffer(bytes(4096))).covers(0, 512)
    reading, writing = os.pipe()
    assert not Holes(RawMedium([Segment(reading, 8 * MIB)])).covers(0, 512)
    os.close(reading)
    os.close(writing)
