from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells

ALL_DAY = 0b111111111111


def test_a_day_spent_at_the_device_stands_out() -> None:
    def change(day: Day) -> None:
        day.hours = [0] * 6 + [ALL_DAY] * 18

    assert tells("activity", change)
    assert "18 h 0 min, usually 3 h" in after(28, change)["activity"].words()


def test_a_day_without_use_stands_out() -> None:
    def change(day: Day) -> None:
        day.hours = [0] * 24

    assert tells("activity", change)
