"""Unrelated hashes meet as often as the printed expectation says, and no oftener."""

from math import sqrt

import numpy as np
import pytest

from hashsets.chance import expected_chance_hits
from hashsets.index.part_tables import write_parts
from hashsets.index.perceptual import PerceptualIndex
from hashsets.index.plan import best_cut
from tests.hashsets.index.corpora import Hashes

ENTRIES, QUERIES = 400_000, 20_000


def halved(count: int, seed: int) -> Hashes:
    """Unrelated 64-bit hashes with half of their bits set, as a median sets them."""
    draw = np.random.default_rng(seed).random((count, 64), dtype=np.float32)
    upper = np.argpartition(draw, 32, axis=1)[:, 32:]
    bits = np.zeros((count, 64), dtype=np.uint8)
    np.put_along_axis(bits, upper, 1, axis=1)
    return np.packbits(bits, axis=1)


@pytest.mark.slow
def test_strangers_meet_as_often_as_expected(tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.mktemp("chance") / "phash.parts"
    entries = halved(ENTRIES, 1).reshape(-1)
    write_parts(path, entries, 1, best_cut(64, ENTRIES))
    index = PerceptualIndex(entries, 8, path)
    queries = halved(QUERIES, 2).tobytes()
    for radius in (8, 10, 12):
        expected = QUERIES * expected_chance_hits(ENTRIES, radius, orientations=1)
        found = len(index.search(queries, radius))
        assert abs(found - expected) < 5 * sqrt(expected) + 1, radius
