from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells


def test_a_night_spent_at_the_device_stands_out() -> None:
    def change(day: Day) -> None:
        day.hours[2] = day.hours[3] = 0b111111111111

    assert tells("night", change)
    assert after(28, change)["night"].quantity.suggests == ("emotional-collapse",)


def test_use_at_five_is_no_use_at_night() -> None:
    def change(day: Day) -> None:
        day.hours[5] = 0b111111111111

    assert "night" not in after(28, change)
