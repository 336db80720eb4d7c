"""Where things lie on a medium, as far as a damaged file system can be followed."""

import numpy as np

from triage.sampling.regions import Stretches


def test_stretches_hold_what_lies_in_them_also_where_they_touch() -> None:
    stretches = Stretches([(100, 50), (0, 10), (150, 50)])
    places = np.array([0, 9, 10, 99, 100, 199, 200], np.int64)
    assert stretches.hold(places).tolist() == [True, True, False, False, True, True, False]


def test_a_file_placed_beyond_any_medium_does_not_end_a_scan() -> None:
    stretches = Stretches([((1 << 64) - 1, 5), (30, (1 << 64) - 1)])
    assert stretches.hold(np.array([29, 30, 1 << 40], np.int64)).tolist() == [False, True, True]
