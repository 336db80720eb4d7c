from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells


def test_a_day_of_other_apps_stands_out() -> None:
    def change(day: Day) -> None:
        day.apps = {40: 20, 41: 20}

    assert tells("apps", change)


def test_a_day_with_other_people_stands_out() -> None:
    def change(day: Day) -> None:
        day.talk = {50: 30}

    assert tells("counterparts", change)


def test_a_handful_of_events_is_no_mix() -> None:
    def change(day: Day) -> None:
        day.apps, day.talk = {40: 7}, {50: 7}

    assert after(28, change) == {}
