from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import FIRST, after, lived, quiet, tells


def test_many_new_counterparts_in_a_day_stand_out() -> None:
    def change(day: Day) -> None:
        day.contacts = sorted([*day.contacts, *range(100, 110)])

    assert tells("new-contacts", change)
    assert after(28, change)["new-contacts"].quantity.suggests == ("victim-access",)


def test_one_new_counterpart_is_nothing() -> None:
    def change(day: Day) -> None:
        day.contacts = [*day.contacts, 100]

    assert "new-contacts" not in after(28, change)


def test_counterparts_are_forgotten_in_the_end() -> None:
    def once(number: int) -> Day:
        day = quiet(number)
        day.contacts = [3, 4, 5, 9] if number == FIRST else [3, 4, 5]
        return day

    assert 9 in lived(100, once).known
    assert 9 not in lived(130, once).known
