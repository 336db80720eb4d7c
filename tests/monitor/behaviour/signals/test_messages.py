import pytest

from monitor.behaviour.day import Day
from tests.monitor.behaviour.lived import after, tells


@pytest.mark.parametrize("name", ["sent", "received"])
@pytest.mark.parametrize("number", [0, 400])
def test_hardly_any_messages_or_very_many_stand_out(name: str, number: int) -> None:
    def change(day: Day) -> None:
        day.counts[name] = number

    assert tells(name, change)


def test_a_few_more_are_nothing() -> None:
    def change(day: Day) -> None:
        day.counts["sent"] = 18

    assert after(28, change) == {}
