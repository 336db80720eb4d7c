"""Figures of likelihoods: how far off they are on the whole, and where they say too much."""

import numpy as np

from models.examples import Flags, Numbers

BINS = 10


def brier(likely: Numbers, acted: Flags, weights: Numbers) -> float:
    """Mean squared error of likelihoods (Brier, Monthly Weather Review 78, 1950); 0 is perfect."""
    return float(np.average((likely - acted) ** 2, weights=weights))


def expected_calibration_error(likely: Numbers, acted: Flags, weights: Numbers) -> float:
    """Mean gap between likelihood and rate over ten bins of equal width, each by its weight.

    Naeini, Cooper and Hauskrecht, "Obtaining well calibrated probabilities using Bayesian
    binning", AAAI 2015; a likelihood of 1 is in the last bin.
    """
    place = np.minimum((likely * BINS).astype(int), BINS - 1)
    whole = np.bincount(place, weights, BINS)
    said = np.bincount(place, weights * likely, BINS)
    was = np.bincount(place, weights * acted, BINS)
    return float(np.abs(said - was).sum() / whole.sum())
