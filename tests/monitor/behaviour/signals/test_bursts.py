import pytest

from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells


@pytest.mark.parametrize(("name", "count"), [("installs", "installed"), ("removals", "removed")])
def test_a_burst_stands_out_and_one_app_does_not(name: str, count: str) -> None:
    def burst(day: Day) -> None:
        day.counts[count] = 9

    def one(day: Day) -> None:
        day.counts[count] = 1

    assert tells(name, burst)
    assert name not in after(28, one)
