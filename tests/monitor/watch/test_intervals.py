from hypothesis import given
from hypothesis import strategies as st

from monitor.watch.intervals import Intervals, bounded, noted

values = st.lists(st.integers(0, 60), max_size=25)


@given(values, st.integers(0, 5), st.randoms())
def test_the_intervals_do_not_depend_on_the_order(
    given_: list[int], reach: int, chance: object
) -> None:
    one: Intervals = []
    other: Intervals = []
    for value in given_:
        noted(one, value, reach)
    chance.shuffle(given_)  # type: ignore[attr-defined]
    for value in given_:
        noted(other, value, reach)
    assert one == other


@given(values, st.integers(0, 5))
def test_intervals_are_the_runs_of_values_that_are_close(given_: list[int], reach: int) -> None:
    found: Intervals = []
    for value in given_:
        noted(found, value, reach)
    runs: Intervals = []
    for value in sorted(given_):
        if runs and value - runs[-1][1] <= reach:
            runs[-1][1] = value
        else:
            runs.append([value, value])
    assert found == runs


def test_the_earliest_are_forgotten_first() -> None:
    held = [[1, 2], [5, 6], [9, 9]]
    bounded(held, 2)
    assert held == [[5, 6], [9, 9]]
