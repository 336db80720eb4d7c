from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.sampling.choosing import chosen


@given(st.integers(1, 5000), st.integers(0, 2**63), st.data())
def test_blocks_are_different_and_of_the_medium(total: int, seed: int, data: st.DataObject) -> None:
    count = data.draw(st.integers(0, total))
    places = chosen(total, count, seed).tolist()
    assert len(places) == len(set(places)) == count
    assert places == sorted(places)
    assert all(0 <= place < total for place in places)


def test_the_same_seed_draws_the_same_blocks_for_ever() -> None:
    assert chosen(1 << 24, 6, 7).tolist() == [719202, 2517653, 3625285, 6956866, 15026827, 16394036]
    assert chosen(10, 8, 7).tolist() == [0, 1, 2, 4, 6, 7, 8, 9]


def test_every_block_and_every_pair_is_as_likely_as_another() -> None:
    singles: Counter[int] = Counter()
    pairs: Counter[tuple[int, int]] = Counter()
    for seed in range(4000):
        one, two = chosen(6, 2, seed).tolist()
        singles.update((one, two))
        pairs[one, two] += 1
    assert len(pairs) == 15
    # chi-square, 14 degrees of freedom: 36.1 at one in a thousand
    expected = 4000 / 15
    assert sum((count - expected) ** 2 / expected for count in pairs.values()) < 36.1
    assert max(singles.values()) - min(singles.values()) < 200


def test_more_than_there_is_cannot_be_drawn() -> None:
    with pytest.raises(ValueError, match="6 of 5 blocks"):
        chosen(5, 6, 0)
