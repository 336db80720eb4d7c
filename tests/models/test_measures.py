import numpy as np
import pytest

from models.measures import brier, expected_calibration_error


def test_brier_is_the_mean_squared_error() -> None:
    likely, acted = np.array([0.8, 0.4]), np.array([True, False])
    # (0.2^2 + 0.4^2) / 2
    assert brier(likely, acted, np.ones(2)) == pytest.approx(0.1)


def test_an_alert_with_twice_the_weight_counts_twice() -> None:
    likely, acted = np.array([0.8, 0.4]), np.array([True, False])
    assert brier(likely, acted, np.array([1.0, 2.0])) == pytest.approx((0.04 + 2 * 0.16) / 3)


def test_calibration_error_is_the_gap_of_each_bin_by_its_share() -> None:
    # bin 0.2: mean 0.25, rate 0.5; bin 0.9: mean 0.95, rate 1; each half of all
    likely = np.array([0.2, 0.3 - 1e-9, 0.9, 1.0])
    acted = np.array([True, False, True, True])
    error = expected_calibration_error(likely, acted, np.ones(4))
    assert error == pytest.approx(0.5 * 0.25 + 0.5 * 0.05)


def test_likelihoods_that_are_rates_have_no_error() -> None:
    likely = np.full(4, 0.25)
    acted = np.array([True, False, False, False])
    assert expected_calibration_error(likely, acted, np.ones(4)) == pytest.approx(0)
