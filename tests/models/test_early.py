"""Figures of early detection beside examples worked by hand."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.early import (
    Decided,
    days_to_first,
    erde,
    f1,
    latency_weighted_f1,
    penalty,
    rate_for,
)

FOUND_AT_ONCE = Decided(True, 1, 0.0)
MISSED = Decided(True, None)
QUIET = Decided(False, None)
FALSE_ALARM = Decided(False, 1)


def test_erde_is_the_mean_of_the_published_costs() -> None:
    # Losada and Crestani 2016, eq. 1: lc_5(1) = 1 - 1 / (1 + e^-4) = 0.01798620996
    people = [FOUND_AT_ONCE, MISSED, QUIET, FALSE_ALARM]
    assert erde(people, 5) == pytest.approx((0.01798620996 + 1 + 0 + 0.5) / 4)


def test_a_find_at_the_deadline_costs_half() -> None:
    assert erde([Decided(True, 5)], 5) == pytest.approx(0.5)


def test_a_find_long_after_the_deadline_costs_as_much_as_a_miss() -> None:
    assert erde([Decided(True, 100_000)], 5) == pytest.approx(1.0)


def test_nothing_is_said_of_nobody() -> None:
    assert erde([], 5) is None
    assert days_to_first([]) is None


def test_a_find_after_the_median_number_of_signs_loses_half() -> None:
    # Sadeque et al. 2018: the rate is set so that the penalty is 0.5 at the median
    assert penalty(11, rate_for(11)) == pytest.approx(0.5)
    assert penalty(1, rate_for(11)) == 0
    # the rate of their corpus, 0.0078, belongs to a median of ln 3 / 0.0078 + 1 = 141.8 posts
    assert rate_for(141.85) == pytest.approx(0.0078, abs=1e-5)


def test_f1_counts_people() -> None:
    # one found, one missed, one false alarm: precision 1/2, recall 1/2
    assert f1([FOUND_AT_ONCE, MISSED, FALSE_ALARM, QUIET]) == pytest.approx(0.5)
    assert f1([QUIET]) == 0


def test_f1_loses_by_the_median_delay_of_what_was_found() -> None:
    people = [Decided(True, 1), Decided(True, 11), Decided(True, 11)]
    assert latency_weighted_f1(people, rate_for(11)) == pytest.approx(0.5)
    assert latency_weighted_f1([MISSED], rate_for(11)) == 0


def test_days_are_those_of_what_was_found() -> None:
    people = [Decided(True, 2, 3.0), Decided(True, 2, 1.0), MISSED, FALSE_ALARM]
    assert days_to_first(people) == 2.0


people = st.lists(
    st.builds(Decided, st.booleans(), st.none() | st.integers(1, 10**6), st.just(None)),
    min_size=1,
    max_size=30,
)


@given(people, st.integers(1, 1000))
def test_every_figure_lies_between_nothing_and_all(found: list[Decided], deadline: int) -> None:
    error = erde(found, deadline)
    assert error is not None
    assert 0 <= error <= 1
    assert 0 <= latency_weighted_f1(found, rate_for(deadline)) <= 1


@given(people, st.integers(1, 50))
def test_telling_earlier_never_costs_more(found: list[Decided], deadline: int) -> None:
    earlier = [one._replace(delay=max(one.delay // 2, 1)) if one.delay else one for one in found]
    before, after = erde(found, deadline), erde(earlier, deadline)
    assert before is not None
    assert after is not None
    assert after <= before + 1e-12
    assert math.isfinite(after)
