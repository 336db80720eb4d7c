from monitor.behaviour.day import Day
from monitor.behaviour.judging import judged
from monitor.behaviour.signal import Facts
from tests.monitor.behaviour.lived import FIRST, lived, quiet, tells

NAME = "category:contact"


def test_many_hits_of_a_category_never_met_stand_out() -> None:
    def change(day: Day) -> None:
        day.categories = {"contact": 40}

    assert tells(NAME, change)


def test_what_somebody_always_says_is_usual() -> None:
    def make(number: int) -> Day:
        day = quiet(number)
        day.categories = {"contact": 40 + number % 5}
        return day

    number = FIRST + 28
    found = judged(Facts(number, make(number), lived(28, make)))
    assert NAME not in {one.quantity.name for one in found}


def test_one_mild_word_is_nothing_and_one_every_day_is_a_change_that_lasts() -> None:
    baseline, told = lived(28), []
    for number in range(FIRST + 28, FIRST + 42):
        day = quiet(number)
        day.categories = {"contact": 1}
        told.append(
            [
                one.lasting
                for one in judged(Facts(number, day, baseline))
                if one.quantity.name == NAME
            ]
        )
    assert told[0] == []
    assert [True] in told
