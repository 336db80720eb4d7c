import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from benchmarks.photo import SIZE, Tables, balanced, build, floor, photos, skerry
from hashsets.matching import Radii
from hashsets.records import Algorithm
from triage.records import Digests, FileType, Picture


def test_made_up_phashes_have_half_their_bits_set_as_real_ones_do() -> None:
    hashes = balanced(1000)
    assert set(np.unpackbits(hashes, axis=1).sum(axis=1)) == {32}
    assert len({bytes(row) for row in hashes}) == 1000


def test_the_tables_find_what_is_near_and_nothing_else(tmp_path: Path) -> None:
    made = build(tmp_path, 200)
    tables = Tables(tmp_path, 200, turns=8)
    stored = bytes(made[Algorithm.PHASH][7])
    assert tables.anything_near(bytes(32), bytes(56) + stored, Radii(pdq=0, phash=0))
    assert not tables.anything_near(bytes(32), bytes(64), Radii(pdq=8, phash=8))
    assert tables.met == 1


@pytest.mark.slow
def test_the_floor_and_what_is_compared_with_it_decode_the_same_photo() -> None:
    body = photos()[0]
    with Image.open(io.BytesIO(body)) as image:
        assert image.size == SIZE
    assert np.asarray(floor(body)).shape == (SIZE[1] // 8, SIZE[0] // 8, 1)
    found = skerry(None)(body)
    assert isinstance(found, list)
    assert [type(part) for part in found] == [Digests, FileType, Picture]
    assert found[2].scale == "1/8"
