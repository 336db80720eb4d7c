from collections.abc import Iterable, Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.records.permission import DataKind
from monitor import assess
from monitor.behaviour.calendar import local
from monitor.behaviour.closing import due as due_of
from monitor.cover import Cover
from monitor.event import Event
from monitor.events import AppUsed, Heartbeat
from monitor.memory import Memory, packed, unpacked
from monitor.severity import Severity
from monitor.signals import Signal
from monitor.watch.silence import LATENESS, RESOLUTION
from tests.monitor.made import AT, DAY, HOUR, SECOND, cover, event, every_kind, rules

MINUTE = 60 * SECOND
MISSED = 4


def beat(received: int, interval: float | None = 900) -> Event:
    return event(Heartbeat(interval=interval), received)


def told(events: Sequence[Event], known: Cover | None = None, ended: bool = True) -> list[Signal]:
    """Silences of a stream, the memory packed between any two events."""
    judged, memory, found = rules(known), Memory(), []
    for one in events:
        memory = unpacked(packed(memory))
        kept = assess.assess(one, memory, judged)
        assert isinstance(kept, assess.Kept)
        found += kept.signals
    now = max(one.received for one in events)
    return found + (assess.concluded("P-1", memory, judged, now) if ended else [])


def spoken(signals: Iterable[Signal]) -> list[str]:
    return [one.item.because for one in signals]


@pytest.mark.parametrize(("gap", "silences"), [(HOUR, 0), (HOUR + 1, 1)])
def test_a_device_may_miss_its_heartbeats_so_often_and_no_longer(gap: int, silences: int) -> None:
    assert len(told([beat(AT), beat(AT + gap)])) == silences


def test_any_event_is_a_sign_of_life() -> None:
    used = event(AppUsed(app="a", seconds=1), AT + 50 * MINUTE)
    assert told([beat(AT), used, beat(AT + 100 * MINUTE)]) == []


def test_a_silence_says_how_long_it_was() -> None:
    assert spoken(told([beat(AT), beat(AT + 5 * HOUR)])) == ["nothing was received for 5 hours"]


def test_a_silence_is_judged_once_what_is_late_could_not_fill_it_any_more() -> None:
    before = [beat(AT), beat(AT + 5 * HOUR)]
    assert told(before, ended=False) == []
    assert told([*before, beat(AT + 5 * HOUR + LATENESS - 1)], ended=False) == []
    assert len(told([*before, beat(AT + 5 * HOUR + LATENESS)], ended=False)) == 1


def test_what_comes_late_fills_the_silence() -> None:
    late = beat(AT + 30 * MINUTE)
    assert told([beat(AT), beat(AT + 80 * MINUTE), late, beat(AT + 90 * MINUTE)]) == []


def test_a_promise_of_more_frequent_heartbeats_is_held_to() -> None:
    assert len(told([beat(AT, 60), beat(AT + 5 * MINUTE)])) == 1
    assert told([beat(AT, 60), beat(AT + 4 * MINUTE)]) == []


def test_a_promise_counts_from_when_it_was_given() -> None:
    assert len(told([beat(AT, 60), beat(AT + 30 * MINUTE, 3600)])) == 1
    assert told([beat(AT, 3600), beat(AT + 30 * MINUTE, 60)]) == []


def test_a_promise_of_a_moment_makes_no_silence_of_every_pause() -> None:
    assert told([beat(AT, 1e-9), beat(AT + RESOLUTION)]) == []


def test_a_silence_that_goes_on_is_told_once_when_the_clock_says_so() -> None:
    judged, memory = rules(), Memory()
    assess.assess(beat(AT), memory, judged)
    due = AT + HOUR
    assert assess.wake(memory, MISSED) == due
    assert assess.waited("P-1", memory, judged, due - 1) == []
    assert spoken(assess.waited("P-1", memory, judged, due)) == [
        "nothing was received for more than 1 hour"
    ]
    assert assess.wake(memory, MISSED) == due_of(local(AT).day)
    assert assess.waited("P-1", memory, judged, due + DAY) == []


def test_a_silence_that_was_told_of_while_it_went_on_is_not_told_again_at_its_end() -> None:
    judged, memory = rules(), Memory()
    assess.assess(beat(AT), memory, judged)
    assess.waited("P-1", memory, judged, AT + 2 * HOUR)
    kept = [assess.assess(beat(AT + at), memory, judged) for at in (5 * HOUR, 6 * HOUR)]
    assert [one.signals for one in kept if isinstance(one, assess.Kept)] == [[], []]


def test_silence_soon_after_terms_began_is_worth_more() -> None:
    known = cover(*every_kind(AT - HOUR, None))
    (signal,) = told([beat(AT), beat(AT + 5 * HOUR)], known)
    assert signal.severity is Severity.HIGH
    assert "soon after terms began" in signal.item.because


def test_no_silence_is_told_of_a_device_whose_state_is_not_covered() -> None:
    known = cover(*(one for one in every_kind(AT - DAY, None) if one.kind != DataKind.DEVICE_STATE))
    used = [event(AppUsed(app="a", seconds=1), AT + at) for at in (0, 5 * HOUR)]
    assert told(used, known) == []


@pytest.mark.parametrize(("until", "silences"), [(AT + HOUR, 0), (AT + HOUR + 1, 1)])
def test_a_silence_counts_where_a_sign_of_life_was_due_before_the_basis_ended(
    until: int, silences: int
) -> None:
    known = rules(cover(*every_kind(AT - 30 * DAY, until)))
    memory = Memory()
    assess.assess(beat(AT), memory, known)
    assert len(assess.waited("P-1", memory, known, AT + DAY)) == silences


steps = st.lists(
    st.tuples(st.integers(0, 3 * 3600), st.sampled_from([None, 60, 300, 900, 3600])),
    min_size=1,
    max_size=15,
)


@given(steps, st.data())
def test_any_order_within_the_lateness_gives_the_same_silences(
    given_: list[tuple[int, float | None]], data: st.DataObject
) -> None:
    """An event may come behind events received up to ``LATENESS`` later than itself."""
    at, events = AT, []
    for step, interval in given_:
        at += step * SECOND
        events.append(event(Heartbeat(interval=interval), at))
    delays = st.integers(0, LATENESS - 1)
    arrivals = sorted((one.received + data.draw(delays), n) for n, one in enumerate(events))
    shuffled = [events[n] for _, n in arrivals]
    assert sorted(map(repr, told(shuffled))) == sorted(map(repr, told(events)))
