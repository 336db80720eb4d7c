from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells


def test_use_at_an_hour_never_used_stands_out() -> None:
    def change(day: Day) -> None:
        day.hours[16] = day.hours[17] = 0b111111111111

    assert tells("novelty", change)


def test_more_use_at_hours_that_were_used_is_nothing_new() -> None:
    def change(day: Day) -> None:
        day.hours[21] = 0b111111111111

    assert "novelty" not in after(28, change)
