import math
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.instruments.instrument import ACUTE_2007
from monitor.behaviour.baseline import (
    ENOUGH,
    HALF_LIFE,
    LARGEST,
    LONG_AGO,
    Baseline,
    Usual,
    drift,
    fading,
    learn,
)
from monitor.behaviour.day import Day
from monitor.behaviour.judging import judged
from monitor.behaviour.signal import Facts
from monitor.behaviour.table import quantities
from monitor.store.baselines import packed
from tests.monitor.behaviour.lived import FIRST, lived, quiet


def test_a_day_counts_half_after_the_half_life_exactly() -> None:
    assert fading(HALF_LIFE) == 0.5
    assert fading(2 * HALF_LIFE) == 0.25
    usual = Usual()
    learn(usual, 0.0, 1)
    learn(usual, 3.0, int(HALF_LIFE))
    assert (usual.weight, usual.mean) == (1.5, 2.0)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=40))
def test_mean_and_variance_are_the_weighted_ones(values: list[float]) -> None:
    usual = Usual()
    for value in values:
        learn(usual, value, 1)
    weights = [fading(len(values) - 1 - at) for at in range(len(values))]
    whole = math.fsum(weights)
    mean = math.fsum(w * v for w, v in zip(weights, values, strict=True)) / whole
    spread = math.fsum(w * (v - mean) ** 2 for w, v in zip(weights, values, strict=True)) / whole
    assert usual.mean == pytest.approx(mean, rel=1e-9, abs=1e-6)
    assert usual.variance == pytest.approx(spread, rel=1e-6, abs=1e-3)


def test_one_odd_day_adds_so_much_to_a_sum_and_no_more() -> None:
    usual = Usual(weight=10.0)
    assert drift(usual, 1e9, 1.0) == LARGEST - 0.5


def test_nothing_is_called_usual_before_enough_days_were_watched() -> None:
    odd = Day(alive=1, counts={"installed": 1000}, hours=[0b111111111111] * 24)
    for days in range(ENOUGH):
        assert judged(Facts(FIRST + days, odd, lived(days))) == []
    assert judged(Facts(FIRST + ENOUGH, odd, lived(ENOUGH))) != []


def test_a_day_without_a_sign_of_life_is_no_day() -> None:
    baseline = lived(20)
    before = packed(baseline)
    assert judged(Facts(FIRST + 20, Day(), baseline)) == []
    assert packed(baseline) == before


def test_after_long_ago_there_is_no_baseline_again() -> None:
    odd = Day(alive=1, counts={"installed": 1000})
    assert judged(Facts(FIRST + 19 + LONG_AGO, odd, lived(20))) != []
    late = lived(20)
    assert judged(Facts(FIRST + 20 + LONG_AGO, odd, late)) == []
    assert late.days == 1


def test_a_baseline_takes_bounded_bytes_whatever_a_person_does() -> None:
    chance, baseline = Random(1), Baseline()
    for number in range(FIRST, FIRST + 150):
        day = quiet(number)
        day.contacts = sorted(chance.randrange(1 << 32) for _ in range(64))
        day.apps = {one: chance.randrange(1, 1 << 40) for one in range(64)}
        day.talk = dict(day.apps)
        day.categories = {f"category-{one}": 9 for one in range(64)}
        judged(Facts(number, day, baseline))
    assert len(packed(baseline)) < 16_000


def test_signals_suggest_areas_of_the_acute_by_name_and_nothing_else() -> None:
    areas = {item.id for item in ACUTE_2007.items}
    every = list(quantities(Facts(FIRST, Day(categories={"x": 1}), Baseline())))
    assert len(every) == 13
    assert {area for one in every for area in one.suggests} <= areas
