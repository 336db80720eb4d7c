"""What a desk would be told by scores: alerts over a threshold, and the foremost of each day."""

from collections import defaultdict
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from models.early import Decided
from models.examples import Examples, Numbers

DAY = 86_400_000_000
WEEK = 7 * DAY


class Person(NamedTuple):
    """A person's part of what a desk was told; ``told`` of alerts, ``right`` of them acted on."""

    decided: Decided
    told: int
    right: int
    daily: tuple[int, int] = (0, 0)


def threshold_for(examples: Examples, scores: Numbers, most: int) -> float:
    """The lowest threshold at which at most ``most`` alerts are told; equal desk load for all.

    Alerts whose best scores are the same are told together or not at all.
    """
    best: dict[str, float] = {}
    for alert, score in zip(examples.alerts, scores, strict=True):
        best[alert] = max(float(score), best.get(alert, -np.inf))
    ordered = sorted(best.values(), reverse=True)
    if most >= len(ordered):
        return ordered[-1] if ordered else 0.0
    above = [one for one in ordered if one > ordered[most]]
    return above[-1] if above else float(np.nextafter(ordered[0], np.inf))


def told(
    examples: Examples, scores: Numbers, threshold: float, everybody: Sequence[str]
) -> dict[str, Person]:
    """What is told of each person; of those without any alert nothing is."""
    places: dict[str, list[int]] = defaultdict(list)
    for at, person in enumerate(examples.people):
        places[person].append(at)
    return {
        person: _person(examples, scores, threshold, places.get(person, []))
        for person in sorted({*everybody, *places})
    }


def _person(examples: Examples, scores: Numbers, threshold: float, places: Sequence[int]) -> Person:
    first: dict[str, int] = {}
    ordered = sorted(places, key=lambda at: (examples.at[at], examples.signs[at]))
    for at in ordered:
        if scores[at] >= threshold:
            first.setdefault(examples.alerts[at], at)
    sought = [at for at in ordered if examples.acted[at]]
    right = [at for at in first.values() if examples.acted[at]]
    return Person(_decided(examples, sought, right or list(first.values())), len(first), len(right))


def _decided(examples: Examples, sought: list[int], found: list[int]) -> Decided:
    """Signs are counted from the alert's first that was to be acted on."""
    if not sought:
        return Decided(False, 1 if found else None)
    right = [at for at in found if examples.acted[at]]
    if not right:
        return Decided(True, None)
    at = min(right, key=lambda one: (examples.at[one], examples.signs[one]))
    days = (int(examples.at[at]) - int(examples.at[sought[0]])) / DAY
    own = [examples.signs[one] for one in sought if examples.alerts[one] == examples.alerts[at]]
    return Decided(True, int(examples.signs[at] - min(own)) + 1, days)


def worked(examples: Examples, scores: Numbers, capacity: int) -> dict[str, tuple[int, int]]:
    """A desk that works off ``capacity`` alerts a day, the foremost first, each once.

    By person: how many of theirs were looked at, and how many of those were acted on. An alert
    stands on a day with its best score of that day; what is not looked at is gone the next day,
    unless it grew again.
    """
    days: dict[int, dict[str, int]] = defaultdict(dict)
    for at, (alert, moment) in enumerate(zip(examples.alerts, examples.at, strict=True)):
        day = days[int(moment) // DAY]
        if alert not in day or scores[at] > scores[day[alert]]:
            day[alert] = at
    done: set[str] = set()
    found: dict[str, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for number in sorted(days):
        left = [at for alert, at in days[number].items() if alert not in done]
        for at in sorted(left, key=lambda one: (-scores[one], examples.alerts[one]))[:capacity]:
            done.add(examples.alerts[at])
            looked, acted = found[examples.people[at]]
            found[examples.people[at]] = looked + 1, acted + int(examples.acted[at])
    return dict(found)


def precision(people: Sequence[Person]) -> float | None:
    """Of what a desk looked at within its capacity, the share that was acted on."""
    looked = sum(one.daily[0] for one in people)
    return sum(one.daily[1] for one in people) / looked if looked else None


def per_person_week(people: Sequence[Person], weeks: float) -> float | None:
    """Alerts told a person and week."""
    return sum(one.told for one in people) / (len(people) * weeks) if people else None
