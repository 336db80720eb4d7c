import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.drift import in_the_large, shifts, stability, words
from models.features import DECLARED
from models.training import Fitted
from tests.models.made import examples


def test_the_index_is_the_published_sum() -> None:
    # 0, 1 and above: before 50 and 50, now 25 and 75 in a hundred; half a window added to each bin
    before, now = np.repeat([0.0, 1.0], 50), np.repeat([0.0, 1.0], [25, 75])
    a, b = np.array([50.5, 50.5, 0.5]) / 101.5, np.array([25.5, 75.5, 0.5]) / 101.5
    assert stability(before, now) == pytest.approx(((b - a) * np.log(b / a)).sum())
    assert stability(before, now) == pytest.approx(0.27, abs=0.01)


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50))
def test_nothing_has_drifted_from_itself(values: list[float]) -> None:
    assert stability(np.array(values), np.array(values)) == 0


@given(
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
    st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=50),
)
def test_the_index_is_never_negative(one: list[float], other: list[float]) -> None:
    assert stability(np.array(one), np.array(other)) >= 0


def test_the_same_kind_of_windows_is_steady(boosted: Fitted) -> None:
    now = examples(2000, 400, seed=5).rows
    assert shifts(DECLARED, boosted.profile, now) == []
    assert words([]) == "inputs are as they were when the model was made"


def test_windows_of_another_kind_are_told_of(boosted: Fitted) -> None:
    now = examples(500, 200, seed=5).rows.copy()
    at = DECLARED.names.index("count")
    now[:, at] += 2
    found = shifts(DECLARED, boosted.profile, now)
    assert [one.feature for one in found] == ["count"]
    assert "count shifted" in words(found)


def test_of_few_windows_nothing_is_said(boosted: Fitted) -> None:
    assert shifts(DECLARED, boosted.profile, np.full((49, len(DECLARED.names)), 9.0)) == []


def test_likelihoods_that_hold_are_said_to() -> None:
    acted = np.arange(100) < 30
    found = in_the_large(np.full(100, 0.3), acted)
    assert found is not None
    assert found.z == 0
    assert found.words().startswith("calibration holds")


@pytest.mark.parametrize(("likely", "word"), [(0.6, "too much"), (0.1, "too little")])
def test_likelihoods_that_no_longer_hold_are_said_not_to(likely: float, word: str) -> None:
    found = in_the_large(np.full(100, likely), np.arange(100) < 30)
    assert found is not None
    assert word in found.words()
    # 0.3 off, of a standard error of sqrt(p (1 - p) / 100)
    error = (likely * (1 - likely) / 100) ** 0.5
    assert found.z == pytest.approx((likely - 0.3) / error, abs=1e-3)


def test_without_verdicts_nothing_is_said() -> None:
    assert in_the_large(np.empty(0), np.empty(0, dtype=bool)) is None
