from hypothesis import given
from hypothesis import strategies as st

from monitor.simulate.rhythm import DAY, HOUR, SLEEPERS, slots, use
from tests.monitor.simulate.played import MONDAY


@given(
    st.integers(0, 3000),
    st.integers(1, 40).map(lambda quarters: quarters * 900_000),
    st.lists(st.integers(0, 9), min_size=len(SLEEPERS), max_size=len(SLEEPERS)).filter(any),
)
def test_slots_follow_one_another_and_hold_all_events(
    events: int, length: int, awake: list[int]
) -> None:
    found = list(slots(MONDAY, MONDAY + 3 * DAY, length, events, awake))
    assert sum(slot.events for slot in found) == events
    assert [slot.end for slot in found[:-1]] == [slot.begin for slot in found[1:]]
    assert (found[0].begin, found[-1].end) == (MONDAY, MONDAY + 3 * DAY)
    assert all(slot.events >= 0 for slot in found)


def test_a_weekend_s_morning_is_quieter_than_a_workday_s() -> None:
    assert use(MONDAY + 7 * HOUR, 1) > use(MONDAY + 5 * DAY + 7 * HOUR, 1)
    assert use(MONDAY + 6 * DAY + 11 * HOUR, 1) > use(MONDAY + 11 * HOUR, 1)


def test_a_late_riser_does_later_what_others_do() -> None:
    assert use(MONDAY + 9 * HOUR, 2) == use(MONDAY + 7 * HOUR, 1)
