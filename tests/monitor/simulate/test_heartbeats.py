from hypothesis import given
from hypothesis import strategies as st

from monitor.simulate.heartbeats import LADDER, Beats, widest

BEGIN = 1_000_000_000
phases = st.dictionaries(st.integers(0, 9), st.integers(0, 999), min_size=1)


def plainly(own: dict[int, int], begin: int, end: int) -> list[tuple[int, int]]:
    return sorted(
        (at, device)
        for device, phase in own.items()
        for at in range(BEGIN + phase, end, 1000)
        if at >= begin
    )


@given(phases, st.integers(0, 5000), st.integers(0, 1000))
def test_a_stretch_holds_the_beats_that_fall_in_it(
    own: dict[int, int], since: int, length: int
) -> None:
    begin, end = BEGIN + since, BEGIN + since + length
    assert sorted(Beats(1000, BEGIN, own).during(begin, end)) == plainly(own, begin, end)


@given(phases, st.integers(-50, 5000), st.integers(0, 5000))
def test_the_beats_of_one_device_are_those_it_has(
    own: dict[int, int], since: int, length: int
) -> None:
    begin, end = BEGIN + since, BEGIN + since + length
    for device in own:
        expected = [at for at, one in plainly(own, begin, end) if one == device]
        assert Beats(1000, BEGIN, own).of(device, begin, end) == expected


@given(phases, st.integers(0, 5000), st.tuples(st.integers(0, 9), st.integers(0, 5000)))
def test_beats_are_counted_without_those_of_absent_devices(
    own: dict[int, int], length: int, away: tuple[int, int]
) -> None:
    end, absent = BEGIN + length, {away[0]: (BEGIN + away[1], BEGIN + away[1] + 2500)}
    expected = [
        device
        for at, device in plainly(own, BEGIN, end)
        if not (device in absent and absent[device][0] <= at < absent[device][1])
    ]
    assert Beats(1000, BEGIN, own).count(end, absent) == len(expected)


def test_the_interval_is_the_shortest_that_leaves_room_for_other_events() -> None:
    assert widest(range(10), 86_400_000, 10_000) == LADDER[0]
    assert widest(range(10), 86_400_000, 100) == 14_400
    assert widest(range(10), 86_400_000, 1) == LADDER[-1]
