"""Changes of behaviour found in simulated streams: ``python -m benchmarks.behaviour``.

Two streams of people who do not exist, with episodes of two groups that share no kind: thresholds
were chosen on ``tuning``, figures are those on ``held-out``. Beside ``monitor.behaviour``, from the
same events: a threshold on the keyword hits of a week, and one on the z-score of a day's events.
Each peer's threshold is the lowest that gives the desk no more alerts a person and week than the
monitor gave it. Intervals are of 95 %, by 1,000 bootstrap samples of people.
"""

import argparse
import math
import random
import tempfile
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import msgspec

from benchmarks.machine import machine
from casework.basis.file import read_basis
from keywords.library import load
from keywords.matcher import Matcher
from monitor.assess import Kept, Rules, assess
from monitor.behaviour import judging, telling
from monitor.behaviour.baseline import ENOUGH, Baseline
from monitor.behaviour.calendar import local
from monitor.behaviour.person import behaved
from monitor.cover import Cover
from monitor.event import Event, decoded
from monitor.memory import Memory
from monitor.policy import Policy
from monitor.records import Coordinates, Record
from monitor.severity import Severity
from monitor.signals import Signal
from monitor.simulate.asked import Asked
from monitor.simulate.command import START
from monitor.simulate.producing import produce
from monitor.simulate.truth import Truth

LIBRARIES = Path("keywords/libraries")
START_MS = int(START.timestamp() * 1000)
AGAIN = 7
"""Days within which an alert of the same person only grows."""

AFTER = 2
"""Days after an episode's last event in which an alert still counts for it."""

THEMES = frozenset({"behaviour", "concealment-sequence", "approach"})
SAMPLES = 1000


class Episode(NamedTuple):
    """A planted change: its kind and level, and its first and last day (ordinal)."""

    kind: str
    level: int
    expected: str
    first: int
    last: int


class Person(NamedTuple):
    """What is known of a person: hits and events by day, days that alert, and what was planted."""

    name: str
    hits: dict[int, int]
    events: dict[int, int]
    signals: list[Signal]
    episodes: list[Episode]


class Group(NamedTuple):
    """A stream: its people, and its first and last day (ordinal)."""

    people: list[Person]
    first: int
    last: int


def options() -> argparse.Namespace:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.behaviour", description=__doc__)
    parser.add_argument("--people", type=int, default=240)
    parser.add_argument("--days", type=int, default=60)
    parser.add_argument("--daily", type=int, default=50, help="events of a person a day")
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--tune", action="store_true", help="show the grid on the tuning group")
    return parser.parse_args()


def simulated(given: argparse.Namespace, group: str, folder: Path) -> Group:
    """A group's stream, assessed person by person."""
    count = given.people * given.days * given.daily
    asked = Asked(given.people, count, given.seed, START_MS, given.days, group)
    out, basis, truth = (folder / f"{group}.{name}" for name in ("jsonl", "basis", "truth"))
    produce(asked, str(out), None, basis, truth)
    known = msgspec.json.decode(truth.read_bytes(), type=list[Truth])
    rules = Rules(
        Cover(read_basis(basis)),
        Matcher([load(path) for path in sorted(LIBRARIES.glob("*.yaml"))]),
        Policy(),
    )
    people = assessed(out, known, rules)
    days = [day for person in people for day in person.events]
    return Group(people, min(days), max(days))


def assessed(path: Path, known: Iterable[Truth], rules: Rules) -> list[Person]:
    """Every person of a stream, by name."""
    people: dict[str, Person] = {}
    memories: dict[str, Memory] = {}
    usual: dict[str, Baseline] = {}
    days: dict[str, int] = {}
    for number, line in enumerate(path.read_bytes().splitlines()):
        event = decoded(Record(Coordinates("t", 0, number), None, line))
        person = people.setdefault(event.person, Person(event.person, {}, {}, [], []))
        memory = memories.setdefault(event.person, Memory())
        days[event.id] = count(event, person)
        kept = assess(event, memory, rules)
        if isinstance(kept, Kept):
            found = kept.signals + behaved(kept.closed, memories, usual, rules.cover)
            person.signals.extend(one for one in found if one.theme in THEMES)
            hits = sum(bool(one.libraries) for one in found)
            day = days[event.id]
            person.hits[day] = person.hits.get(day, 0) + hits
    for one in known:
        span = days[one.first_event], days[one.last_event]
        episode = Episode(one.episode, one.level or 0, one.expected, *span)
        people[one.person].episodes.append(episode)
    return [people[name] for name in sorted(people)]


def count(event: Event, person: Person) -> int:
    """The day an event falls on; what a peer would count of it is counted."""
    day = local(event.time).day
    if event.type != "heartbeat":
        person.events[day] = person.events.get(day, 0) + 1
    return day


Alerting = Callable[[Person, Group], list[int]]
"""The days (ordinal) on which something alerts of a person, for all that came before."""


def monitored(person: Person, group: Group) -> list[int]:  # noqa: ARG001
    """Days on which the monitor would raise an alert, or one that stands would get worse."""
    worth = [one for one in person.signals if one.severity.rank >= Severity.MEDIUM.rank]
    return spaced(local(one.item.received).day for one in worth)


def spaced(days: Iterable[int]) -> list[int]:
    """One alert for what comes within ``AGAIN`` days."""
    found: list[int] = []
    for day in sorted(set(days)):
        if not found or day - found[-1] >= AGAIN:
            found.append(day)
    return found


def by_hits(threshold: float) -> Alerting:
    """Peer: so many keyword hits within seven days."""

    def alerting(person: Person, group: Group) -> list[int]:
        week = range(7)
        sums = {
            day: sum(person.hits.get(day - back, 0) for back in week)
            for day in range(group.first, group.last + 1)
        }
        # a day can be judged when it is over
        return spaced(day + 1 for day, number in sums.items() if number >= threshold)

    return alerting


def by_activity(threshold: float) -> Alerting:
    """Peer: a day's events so many standard deviations from the mean of the days before it."""

    def alerting(person: Person, group: Group) -> list[int]:
        found: list[int] = []
        before: list[int] = []
        for day in range(group.first, group.last):
            value = person.events.get(day, 0)
            if len(before) >= ENOUGH:
                mean = sum(before) / len(before)
                spread = math.sqrt(sum((one - mean) ** 2 for one in before) / len(before))
                if abs(value - mean) >= threshold * max(spread, 1.0):
                    found.append(day + 1)
            before.append(value)
        return spaced(found)

    return alerting


class Result(NamedTuple):
    """Of one person: planted and found changes, days until found, alerts, weeks watched."""

    planted: int
    found: int
    waited: list[int]
    alerts: int
    needless: int
    weeks: float


def result(person: Person, group: Group, alerting: Alerting) -> Result:
    """What alerts on a person are worth."""
    days = alerting(person, group)
    changes = [one for one in person.episodes if one.expected == "behaviour"]
    waits, useful = [], 0
    for one in changes:
        hits = [day for day in days if one.first <= day <= one.last + AFTER]
        useful += len(hits)
        waits += [hits[0] - one.first] if hits else []
    weeks = (group.last - group.first + 1) / 7
    return Result(len(changes), len(waits), waits, len(days), len(days) - useful, weeks)


class Sums(NamedTuple):
    """Share of changes found, mean days to that, and alerts and needless ones a person-week."""

    detection: float
    days: float
    load: float
    needless: float


def summed(results: Sequence[Result]) -> Sums:
    """Over people."""
    planted = sum(one.planted for one in results)
    waits = [wait for one in results for wait in one.waited]
    weeks = sum(one.weeks for one in results)
    return Sums(
        sum(one.found for one in results) / planted if planted else math.nan,
        sum(waits) / len(waits) if waits else math.nan,
        sum(one.alerts for one in results) / weeks,
        sum(one.needless for one in results) / weeks,
    )


def results(group: Group, alerting: Alerting) -> list[Result]:
    """Of everybody."""
    return [result(person, group, alerting) for person in group.people]


def samples(count: int) -> Iterator[list[int]]:
    """Bootstrap samples of people by their number."""
    chance = random.Random(1)
    for _ in range(SAMPLES):
        yield chance.choices(range(count), k=count)


def between(values: Iterable[float]) -> str:
    """The middle 95 % of values."""
    known = sorted(value for value in values if not math.isnan(value))
    if not known:
        return "-"
    return f"{known[int(len(known) * 0.025)]:.2f} to {known[int(len(known) * 0.975)]:.2f}"


def matched(
    group: Group, load: float, steps: Iterable[float], peer: Callable[[float], Alerting]
) -> float:
    """The lowest threshold of a peer at which it alerts no more often than ``load``."""
    for threshold in steps:
        if summed(results(group, peer(threshold))).load <= load:
            return threshold
    return math.inf


def report(group: Group) -> None:
    """Print a group's figures."""
    own = results(group, monitored)
    load = summed(own).load
    hits = matched(group, load, range(1, 400), by_hits)
    activity = matched(group, load, (step / 20 for step in range(10, 2000)), by_activity)
    ways = {
        "monitor.behaviour": own,
        f"keyword hits a week >= {hits:g}": results(group, by_hits(hits)),
        f"z-score of activity >= {activity:g}": results(group, by_activity(activity)),
    }
    drawn = list(samples(len(group.people)))
    for name, found in ways.items():
        sums = summed(found)
        again = [summed([found[one] for one in sample]) for sample in drawn]
        print(
            f"{name:32} found {sums.detection:.2f} ({between(one.detection for one in again)}),"
            f" days {sums.days:.1f} ({between(one.days for one in again)}),"
            f" alerts a person-week {sums.load:.3f} ({between(one.load for one in again)}),"
            f" needless {sums.needless:.3f}"
        )
        if found is not own:
            gaps = (
                summed([own[one] for one in sample]).detection - other.detection
                for sample, other in zip(drawn, again, strict=True)
            )
            print(f"{'':32} the monitor finds more by {between(gaps)}")
    kinds(group)


def kinds(group: Group) -> None:
    """Print what was found of each kind and level."""
    found: dict[tuple[str, int], list[bool]] = {}
    for person in group.people:
        days = monitored(person, group)
        for one in person.episodes:
            hit = any(one.first <= day <= one.last + AFTER for day in days)
            found.setdefault((one.kind, one.level), []).append(hit)
    for (kind, level), hits in sorted(found.items()):
        print(f"  {kind:20} level {level}: {sum(hits)} of {len(hits)} alerted")


def main() -> None:
    """Take the figures."""
    given = options()
    print(machine())
    print(
        f"simulated: {given.people} people a group, {given.days} days, {given.daily} events a day"
    )
    print(f"FAR {judging.FAR}, LIMIT {judging.LIMIT}, SEVERAL {telling.SEVERAL}")
    with tempfile.TemporaryDirectory() as name:
        if given.tune:
            tune(given, Path(name))
            return
        for group in ("tuning", "held-out"):
            print(f"{group}:")
            report(simulated(given, group, Path(name)))


def tune(given: argparse.Namespace, folder: Path) -> None:
    """Print detection and load on the tuning group for a grid of thresholds."""
    for far in (3.0, 3.5, 4.0, 5.0):
        for limit in (4.0, 6.0, 8.0, 10.0):
            judging.FAR, judging.LIMIT = far, limit
            group = simulated(given, "tuning", folder)
            for several in (1, 2, 3, 4):
                sums = summed(results(group, at_least(several)))
                print(
                    f"FAR {far:g} LIMIT {limit:g} SEVERAL {several}: found {sums.detection:.2f},"
                    f" days {sums.days:.1f}, alerts {sums.load:.3f}, needless {sums.needless:.3f}",
                    flush=True,
                )


def at_least(several: int) -> Alerting:
    """The monitor, were so many deviations of a day needed."""

    def alerting(person: Person, group: Group) -> list[int]:  # noqa: ARG001
        days: dict[int, int] = {}
        whole: list[int] = []
        for one in person.signals:
            day = local(one.item.received).day
            if one.theme == telling.BEHAVIOUR:
                days[day] = days.get(day, 0) + (2 if "lasts" in one.item.because else 1)
            else:
                whole.append(day)
        return spaced([*whole, *(day for day, number in days.items() if number >= several)])

    return alerting


if __name__ == "__main__":
    main()
