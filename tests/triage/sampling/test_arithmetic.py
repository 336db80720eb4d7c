from fractions import Fraction
from itertools import combinations
from math import prod

import pytest
from hypothesis import given
from hypothesis import strategies as st

from triage.sampling.arithmetic import chance_of_missing, draws_needed, whole_blocks


def exactly(total: int, held: int, drawn: int) -> Fraction:
    if held + drawn > total:
        return Fraction(0)
    few, many = sorted((held, drawn))
    return Fraction(prod(total - many - n for n in range(few)), prod(total - n for n in range(few)))


@pytest.mark.parametrize("total", range(1, 9))
def test_the_probability_is_what_counting_every_choice_gives(total: int) -> None:
    for held in range(total + 1):
        for drawn in range(total + 1):
            choices = list(combinations(range(total), drawn))
            missed = sum(all(place >= held for place in choice) for choice in choices)
            assert chance_of_missing(total, held, drawn) == pytest.approx(missed / len(choices))


@given(st.integers(1, 3000), st.data())
def test_the_probability_is_the_exact_fraction(total: int, data: st.DataObject) -> None:
    held = data.draw(st.integers(0, total))
    drawn = data.draw(st.integers(0, total))
    exact = float(exactly(total, held, drawn))
    assert chance_of_missing(total, held, drawn) == pytest.approx(exact, rel=1e-9, abs=1e-300)


@given(st.integers(1, 2000), st.data())
def test_as_few_blocks_are_drawn_as_reach_the_confidence(total: int, data: st.DataObject) -> None:
    held = data.draw(st.integers(1, total))
    confidence = data.draw(st.sampled_from([0.5, 0.9, 0.95, 0.99, 0.999]))
    drawn = draws_needed(total, held, confidence)
    wanted = Fraction(confidence)
    assert 1 - exactly(total, held, drawn) >= wanted - Fraction(1, 10**12)
    assert drawn == 0 or 1 - exactly(total, held, drawn - 1) < wanted + Fraction(1, 10**12)


def test_one_mebibyte_in_sixty_four_gibibytes_takes_three_hundred_thousand_blocks() -> None:
    total, held = 1 << 24, whole_blocks(1 << 20, 4096)
    assert held == 255
    drawn = draws_needed(total, held, 0.99)
    assert (
        1 - exactly(total, held, drawn) >= Fraction(99, 100) > 1 - exactly(total, held, drawn - 1)
    )
    assert drawn == 300_267


def test_every_block_read_misses_nothing() -> None:
    assert chance_of_missing(100, 1, 100) == 0.0
    assert draws_needed(100, 1, 0.999999999) == 100


@given(st.integers(0, 20_000), st.sampled_from([512, 4096]), st.data())
def test_bytes_in_a_row_hold_at_least_the_whole_blocks_that_are_said(
    length: int, block: int, data: st.DataObject
) -> None:
    start = data.draw(st.integers(0, block - 1))
    first = -(-start // block)
    held = max(0, (start + length) // block - first)
    assert whole_blocks(length, block) <= held
    assert whole_blocks(length + block - 1, block) == length // block


@pytest.mark.parametrize(("total", "held", "drawn"), [(5, 6, 1), (5, 1, 6), (5, -1, 1)])
def test_what_cannot_be_drawn_is_refused(total: int, held: int, drawn: int) -> None:
    with pytest.raises(ValueError, match="blocks"):
        chance_of_missing(total, held, drawn)
