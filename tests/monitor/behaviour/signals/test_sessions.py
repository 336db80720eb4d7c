from monitor.behaviour.day import Day, sessions
from tests.monitor.behaviour.lived import tells


def test_use_without_a_break_stands_out() -> None:
    def change(day: Day) -> None:
        for hour in range(13, 19):
            day.hours[hour] = 0b111111111111

    assert tells("session", change)


def test_a_session_goes_on_across_the_hour() -> None:
    day = Day()
    day.hours[9], day.hours[10] = 0b110000000000, 0b000000000111
    assert sessions(day) == [5]
