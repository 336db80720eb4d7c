from math import comb

import numpy as np
import pytest

from hashsets.matching import expected_chance_hits


def test_at_national_scale_a_64_bit_hash_meets_strangers() -> None:
    pictures = 100_000
    assert round(pictures * expected_chance_hits(10_000_000, 8)) == pytest.approx(5750, abs=10)
    assert pictures * expected_chance_hits(10_000_000, 4) == pytest.approx(1, abs=0.1)
    assert pictures * expected_chance_hits(10_000_000, 31, bits=256) < 1e-20


def test_every_hash_is_within_the_largest_radius() -> None:
    assert expected_chance_hits(1000, 64, orientations=1) == pytest.approx(1000)
    assert expected_chance_hits(1000, 0, orientations=1) == 1000 / comb(64, 32)


def test_the_expectation_is_what_half_set_hashes_meet() -> None:
    generator = np.random.default_rng(11)
    flat = np.tile(np.repeat([0, 1], 8), (200_000, 1))
    hashes = generator.permuted(flat, axis=1)
    met = (np.abs(hashes - hashes[0]).sum(axis=1) <= 4).mean()
    assert met == pytest.approx(expected_chance_hits(1, 4, orientations=1, bits=16), rel=0.05)
