import pytest

from monitor.errors import MonitorError
from monitor.simulate.asked import Asked
from monitor.simulate.episodes.behaving import GROUPS, HELD_OUT, LEVELS, NOTHING, TUNING, UNUSUAL
from monitor.simulate.plan import plan
from tests.monitor.simulate.played import MONDAY, played


def asked(group: str, seed: int = 3, people: int = 40) -> Asked:
    return Asked(people, people * 60 * 50, seed, MONDAY, 60, group)


def test_the_two_groups_share_no_kind() -> None:
    assert not set(TUNING) & set(HELD_OUT)


@pytest.mark.parametrize("group", sorted(GROUPS))
def test_every_kind_is_played_at_each_level_and_labelled(group: str) -> None:
    _, lines, found = played(asked(group))
    assert len(lines) == 40 * 60 * 50
    assert {one.episode for one in found} == set(GROUPS[group])
    assert {one.level for one in found} == set(range(1, LEVELS + 1))
    assert {one.expected for one in found} == {UNUSUAL, NOTHING}
    assert len({one.person for one in found}) == len(found) == 20
    ids = {line.partition('"id":"')[2][:26] for line in lines}
    assert all({one.first_event, one.last_event} <= ids for one in found)


def test_the_same_seed_gives_the_same_bytes() -> None:
    one = played.__wrapped__(asked("held-out"))[1]
    assert one == played(asked("held-out"))[1]
    assert one != played(asked("held-out", seed=4))[1]


def test_a_stream_too_short_for_a_baseline_is_refused() -> None:
    with pytest.raises(MonitorError, match="need a stream of 43 days or more"):
        plan(Asked(40, 100_000, 1, MONDAY, 30, "tuning"))


def test_a_lull_is_a_lull() -> None:
    laid_out, lines, found = played(asked("held-out"))
    person = next(one.person for one in found if one.episode == "withdrawal" and one.level == 3)
    lull = laid_out.lulls[int(person[2:]) - 1]
    days = [0] * 60
    for line in lines:
        if f'"subject":"{person}"' in line and '.message_sent.v1"' in line:
            day = int(line.partition('"recordedtime":"2026-')[2][3:5])
            month = int(line.partition('"recordedtime":"2026-')[2][:2])
            days[(day - 2) + (30 if month == 12 else 0)] += 1
    first = (lull.since - MONDAY) // 86_400_000
    assert sum(days[first : first + 14]) < sum(days[first - 14 : first]) / 2
