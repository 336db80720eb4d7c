from itertools import pairwise
from random import Random

from hypothesis import given, settings
from hypothesis import strategies as st

from monitor.assess import Kept, assess
from monitor.behaviour.baseline import Baseline
from monitor.behaviour.calendar import end_of, local
from monitor.behaviour.closing import GRACE, LATENESS, due, note, pass_to, wait_until, wake
from monitor.behaviour.person import behaved
from monitor.event import Event
from monitor.events import AppUsed, MessageSent
from monitor.memory import Memory, packed, unpacked
from monitor.store import baselines
from tests.monitor.made import AT, DAY, PERSON, SECOND, cover, event, every_kind, rules

RULES = rules(cover(*every_kind(AT - 30 * DAY, None)))
TODAY = local(AT).day


def used(time: int, received: int | None = None) -> Event:
    return event(AppUsed(app="chess", seconds=60), time, received=received)


def counted(one: Event, memory: Memory) -> None:
    note(one, memory.device("D-1"), memory)


def test_what_comes_within_the_grace_counts_for_its_day_and_what_comes_later_does_not() -> None:
    memory, ends = Memory(), end_of(TODAY)
    counted(used(AT, ends + GRACE - 1), memory)
    counted(used(AT + 1, ends + GRACE), memory)
    assert {number: day.alive for number, day in memory.days.items()} == {TODAY: 1}


def test_a_day_is_over_when_all_that_counts_for_it_must_have_come() -> None:
    memory = Memory()
    counted(used(AT), memory)
    assert due(TODAY) == end_of(TODAY) + GRACE + LATENESS == wake(memory)
    assert pass_to(due(TODAY) - 1, PERSON, memory) == []
    (closed,) = pass_to(due(TODAY), PERSON, memory)
    assert (closed.number, closed.day.alive, memory.days) == (TODAY, 1, {})
    counted(used(AT, AT + SECOND), memory)
    assert memory.days == {}
    assert wake(memory) is None


def test_the_clock_alone_moves_receipt_on_only_where_a_day_is_over() -> None:
    memory = Memory()
    counted(used(AT), memory)
    assert wait_until(due(TODAY) - 1, PERSON, memory) == []
    assert memory.watermark == 0
    assert len(wait_until(due(TODAY), PERSON, memory)) == 1
    assert memory.watermark == due(TODAY)


def lived(events: list[Event], cuts: set[int]) -> tuple[list[str], bytes, object]:
    """Signals, baseline and open days, the memory packed at each cut and days judged there."""
    memory, usual, found = Memory(), {PERSON: Baseline()}, []
    closed = []
    for number, one in enumerate(events):
        kept = assess(one, memory, RULES)
        assert isinstance(kept, Kept)
        found += kept.signals
        closed += kept.closed
        if number in cuts or number == len(events) - 1:
            found += behaved(closed, {PERSON: memory}, usual, RULES.cover)
            closed, memory = [], unpacked(packed(memory))
    return sorted(map(str, found)), baselines.packed(usual[PERSON]), memory.days


@settings(max_examples=60, deadline=None)
@given(
    st.lists(
        st.tuples(st.integers(0, 30 * 24 * 60), st.integers(0, 9 * 60), st.integers(0, 5)),
        min_size=2,
        max_size=150,
    ),
    st.randoms(use_true_random=False),
    st.sets(st.integers(0, 150)),
)
def test_any_order_within_the_lateness_in_any_batches_is_the_same(
    moments: list[tuple[int, int, int]], chance: Random, cuts: set[int]
) -> None:
    made: list[Event] = []
    for minute, late, who in moments:
        time = AT + minute * 60 * SECOND
        data = MessageSent(app="chat", counterparty=f"c-{who}", text="an ill wind")
        made.append(event(data, time, received=time + late * 60 * SECOND, id=f"E-{len(made)}"))
    made.sort(key=lambda one: (one.received, one.identity))
    arrived = sorted(made, key=lambda one: one.received + chance.randrange(LATENESS))
    assert all(before.received <= after.received + LATENESS for before, after in pairwise(arrived))
    assert lived(arrived, cuts) == lived(made, set(range(len(made))))
