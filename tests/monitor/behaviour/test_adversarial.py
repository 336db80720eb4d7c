"""Whatever a device sends: no crash, numbers that are numbers, and bounded bytes."""

import math
from collections.abc import Iterable

import msgspec
import pytest

from monitor.assess import Kept, Rules, assess
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.person import behaved
from monitor.event import Event
from monitor.events import AppInstalled, AppUsed, Heartbeat, MessageSent
from monitor.memory import Memory, packed
from monitor.signals import Signal
from monitor.store import baselines
from tests.monitor.made import AT, DAY, HOUR, PERSON, SECOND, cover, event, every_kind, rules

RULES: Rules = rules(cover(*every_kind(AT - 5000 * DAY, None)))


def lived(events: Iterable[Event]) -> tuple[Memory, Baseline, list[Signal]]:
    memory, usual = Memory(), {PERSON: Baseline()}
    found: list[Signal] = []
    for one in events:
        kept = assess(one, memory, RULES)
        assert isinstance(kept, Kept)
        found += kept.signals + behaved(kept.closed, {PERSON: memory}, usual, RULES.cover)
        assert len(memory.days) <= 2
    assert all(math.isfinite(number) for number in numbers(msgspec.to_builtins(usual[PERSON])))
    assert len(packed(memory)) < 16_000
    assert len(baselines.packed(usual[PERSON])) < 16_000
    return memory, usual[PERSON], [one for one in found if one.theme == "behaviour"]


def numbers(thing: object) -> Iterable[float]:
    if isinstance(thing, dict):
        thing = [*thing.keys(), *thing.values()]
    if isinstance(thing, list):
        for one in thing:
            yield from numbers(one)
    elif isinstance(thing, int | float):
        yield float(thing)


def used(at: int, **changes: int) -> Event:
    return event(AppUsed(app="chess", seconds=60), at, **changes)


def sent(at: int, who: str) -> Event:
    return event(MessageSent(app="chat", counterparty=who, text="tea"), at, id=f"{who}-{at}")


def test_somebody_who_never_stops_is_usual_in_that() -> None:
    _, usual, found = lived(used(AT + number * HOUR // 2) for number in range(40 * 48))
    assert usual.days >= 38
    assert found == []


def test_a_single_event_is_one_open_day() -> None:
    memory, usual, found = lived([used(AT)])
    assert (len(memory.days), usual.days, found) == (1, 0, [])


def test_after_ten_years_there_is_no_baseline_again() -> None:
    before = [used(AT - 4000 * DAY + number * HOUR) for number in range(30 * 24)]
    _, usual, found = lived([*before, used(AT), used(AT + 3 * DAY)])
    assert usual.days == 1
    # the day that broke off was told of, and nothing since
    assert all(one.item.time < AT - 3900 * DAY for one in found)


def test_any_number_of_events_at_one_instant_are_one_day() -> None:
    memory, _, found = lived(used(AT, id=number) for number in range(3000))
    (day,) = memory.days.values()
    assert day.alive == 3000
    assert sum(hour.bit_count() for hour in day.hours) == 1
    assert found == []


@pytest.mark.parametrize("known", [True, False])
def test_time_that_goes_backwards_opens_no_more_days(known: bool) -> None:
    days = [
        event(
            AppUsed(app="a", seconds=1),
            AT - n * DAY,
            received=AT + n if known else None,
            receipt_known=known,
        )
        for n in range(400)
    ]
    _, usual, found = lived(days)
    assert usual.days <= 1
    assert found == []


@pytest.mark.slow
def test_a_hundred_thousand_contacts_and_ten_thousand_apps_take_bounded_bytes() -> None:
    several = [sent(AT + n * DAY // 4000, f"c-{n}") for n in range(100_000)]
    apps = [
        event(AppInstalled(app=f"a-{n}"), AT + 25 * DAY + n * SECOND, id=f"a-{n}")
        for n in range(10_000)
    ]
    late = [event(Heartbeat(interval=900), AT + 28 * DAY)]
    memory, usual, found = lived([*several, *apps, *late])
    assert len(usual.known) <= 500
    assert len(memory.met) <= 64
    assert "behaviour/installs" in {rule for one in found for rule in one.rules}
