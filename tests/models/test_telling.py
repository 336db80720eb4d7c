import numpy as np
import pytest

from models.early import Decided
from models.examples import Example, Examples, examples_of
from models.telling import DAY, Person, per_person_week, precision, threshold_for, told, worked
from models.window import Window


def made(*rows: tuple[str, str, float, int, bool]) -> Examples:
    """Person, alert, day, signs, acted on."""
    return examples_of(
        Example(person, alert, int(day * DAY), signs, acted, Window(theme="contact"))
        for person, alert, day, signs, acted in rows
    )


FOUND = made(
    ("a", "A", 0.0, 1, True),
    ("a", "A", 2.0, 2, True),
    ("a", "A", 4.0, 3, True),
    ("b", "B", 1.0, 1, False),
    ("c", "C", 1.5, 1, True),
)
SCORES = np.array([0.1, 0.6, 0.9, 0.5, 0.2])


def test_an_alert_is_told_when_it_first_passes_the_threshold() -> None:
    people = told(FOUND, SCORES, 0.5, ["a", "b", "c", "d"])
    assert people["a"] == Person(Decided(True, 2, 2.0), 1, 1)
    assert people["b"] == Person(Decided(False, 1), 1, 0)
    assert people["c"] == Person(Decided(True, None), 0, 0)
    assert people["d"] == Person(Decided(False, None), 0, 0)


@pytest.mark.parametrize(("most", "alerts"), [(0, 0), (1, 1), (2, 2), (3, 3), (9, 3)])
def test_the_threshold_gives_the_desk_so_many_alerts(most: int, alerts: int) -> None:
    threshold = threshold_for(FOUND, SCORES, most)
    people = told(FOUND, SCORES, threshold, [])
    assert sum(one.told for one in people.values()) == alerts


def test_alerts_that_are_alike_are_told_together_or_not_at_all() -> None:
    scores = np.full(5, 0.5)
    people = told(FOUND, scores, threshold_for(FOUND, scores, 1), [])
    assert sum(one.told for one in people.values()) == 0


def test_a_desk_looks_at_the_foremost_of_each_day_once() -> None:
    # day 0: A; day 1: B before C, and no more than one; day 2 and 4: A was looked at already
    assert worked(FOUND, SCORES, 1) == {"a": (1, 1), "b": (1, 0)}
    assert worked(FOUND, SCORES, 2) == {"a": (1, 1), "b": (1, 0), "c": (1, 1)}


def test_precision_is_of_what_was_looked_at() -> None:
    people = [Person(Decided(True, 1), 1, 1, (3, 2)), Person(Decided(False, None), 0, 0, (1, 0))]
    assert precision(people) == pytest.approx(0.5)
    assert precision([]) is None


def test_load_counts_those_of_whom_nothing_was_told() -> None:
    people = list(told(FOUND, SCORES, 0.5, ["a", "b", "c", "d"]).values())
    assert per_person_week(people, 2.0) == pytest.approx(2 / 8)
