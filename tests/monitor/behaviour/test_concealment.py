from itertools import permutations

import pytest

from keywords.records import Hit
from monitor.behaviour import sequences
from monitor.behaviour.concealment import THEME, WINDOW
from monitor.events import AppInstalled
from monitor.matching import signals
from monitor.memory import Memory, packed, unpacked
from monitor.severity import Severity
from monitor.signals import SILENCE, Item, Signal
from tests.monitor.made import AT, DAY, HOUR, OPEN, PERSON, cover, event, every_kind

COVER = cover(*every_kind(AT - 30 * DAY, None))


def hidden(time: int) -> list[Signal]:
    installed = event(AppInstalled(app="com.example.tunnel"), time, id=f"V-{time}")
    hit = Hit("concealment", "1", "vpn-or-proxy", "concealment", Severity.LOW, ((0, 3),), ())
    return signals(installed, OPEN, [("com.example.tunnel", hit)])


def silent(quiet: int) -> list[Signal]:
    named = b"%016d" % (quiet % 10**16)
    item = Item(2, quiet, named, named.hex(), "D-1", quiet + HOUR, SILENCE, "", (), "nothing")
    severity = Severity.MEDIUM
    return [
        Signal(
            person=PERSON,
            theme=SILENCE,
            severity=severity,
            item=item,
            rules=frozenset({"device-silent"}),
        )
    ]


def told(steps: list[list[Signal]]) -> list[Signal]:
    memory, found = Memory(), []
    memory.device("D-1")
    for step in steps:
        memory = unpacked(packed(memory))
        sequences.heed(step, memory)
        found += sequences.told(PERSON, memory, COVER)
    return found


def test_silence_soon_after_a_tunnel_was_installed_is_told_with_both_steps() -> None:
    found = told([hidden(AT), silent(AT + 40 * HOUR)])
    assert [(one.theme, one.severity) for one in found] == [
        (THEME, Severity.MEDIUM),
        (THEME, Severity.HIGH),
    ]
    assert found[0].suggests == {"rejection-of-supervision"}


@pytest.mark.parametrize(("after", "steps"), [(0, 2), (WINDOW, 2), (WINDOW + 1, 0), (-1, 0)])
def test_the_silence_begins_within_two_days_and_not_before(after: int, steps: int) -> None:
    assert len(told([hidden(AT), silent(AT + after)])) == steps


def test_each_step_is_told_once_in_any_order() -> None:
    steps = [hidden(AT), hidden(AT + HOUR), silent(AT + DAY), silent(AT + 9 * DAY)]
    expected = sorted(str(one) for one in told(steps))
    assert len(expected) == 3
    for order in permutations(steps):
        assert sorted(str(one) for one in told(list(order))) == expected


def test_nothing_is_told_where_no_basis_covered_the_device() -> None:
    memory = Memory()
    memory.device("D-1")
    for step in (hidden(AT), silent(AT + DAY)):
        sequences.heed(step, memory)
    assert sequences.told(PERSON, memory, cover(*every_kind(AT + 90 * DAY, None))) == []
