from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import FIRST, after, quiet, tells


def test_the_same_use_at_other_hours_stands_out() -> None:
    def change(day: Day) -> None:
        day.hours = [*day.hours[12:], *day.hours[:12]]

    assert tells("rhythm", change)
    assert "activity" not in after(28, change)


def test_a_day_of_hardly_any_use_has_no_rhythm() -> None:
    def change(day: Day) -> None:
        day.hours = [0] * 4 + [0b11111] + [0] * 19

    assert "rhythm" not in after(28, change)


def test_the_days_of_the_week_and_the_weekend_have_rhythms_of_their_own() -> None:
    from monitor.behaviour.judging import judged
    from monitor.behaviour.signal import Facts
    from tests.monitor.behaviour.lived import lived

    def make(number: int) -> Day:
        day = quiet(number)
        if (number - FIRST) % 7 >= 5:
            day.hours = [*day.hours[12:], *day.hours[:12]]
        return day

    baseline = lived(33, make)
    saturday = FIRST + 33
    found = judged(Facts(saturday, make(saturday), baseline))
    assert "rhythm" not in {one.quantity.name for one in found}
