import subprocess
import sys
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from monitor.group import FOREMOST, MOST_COUNTERPARTS, Group, Standing, added
from monitor.rendering import alert_of
from monitor.severity import LADDER, Severity
from monitor.signals import Item, Signal
from tests.house import ROOT
from tests.monitor.made import AT, SECOND


def signal(
    at: int = 0, severity: Severity = Severity.HIGH, counterpart: str | None = None, **more: Any
) -> Signal:
    """A signal so many seconds after ``AT``."""
    name = f"E-{at}"
    fields = {
        "person": "P-1",
        "theme": "test",
        "rules": frozenset({f"test/{at % 3}"}),
        "libraries": frozenset({"test 1"}),
        **more,
    }
    time = AT + at * SECOND
    because = f"{severity} {more.get('rules', '')}"
    one = Item(severity.rank, time, name.encode(), name, "D-1", time, "search", "x", (), because)
    return Signal(severity=severity, item=one, counterpart=counterpart, **fields)


def group_of(signals: list[Signal], standing: Standing | None = None) -> Group:
    group = Group(person="P-1", theme="test", standing=standing or Standing())
    for one in signals:
        group = added(group, one)
    return group


signals = st.builds(
    signal,
    st.integers(0, 60),
    st.sampled_from(LADDER),
    st.sampled_from([None, "c-1", "c-2", "c-3"]),
    orders=st.sets(st.sampled_from(["O-1/C-1", "O-2/C-1"])).map(frozenset),
    suggests=st.sets(st.sampled_from(["a", "b"])).map(frozenset),
)


@given(st.lists(signals, max_size=50), st.data())
def test_the_same_signals_in_any_order_are_the_same_group(
    found: list[Signal], data: st.DataObject
) -> None:
    assert group_of(data.draw(st.permutations(found))) == group_of(found)


@given(st.lists(signals, min_size=1, max_size=50))
def test_a_group_counts_all_and_keeps_the_worst_and_the_latest(found: list[Signal]) -> None:
    group = group_of(found)
    assert group.count == group.revision == len(found)
    assert group.rank == max(one.item.rank for one in found)
    assert [item.rank for item in group.worst] == sorted(
        (one.item.rank for one in found), reverse=True
    )[:FOREMOST]
    assert [item.time for item in group.latest] == sorted(one.item.time for one in found)[
        -FOREMOST:
    ]
    assert group.opened == min(one.item.time for one in found)
    assert group.updated == max(one.item.time for one in found)


def test_more_counterparts_than_are_kept_are_the_same_ones_in_any_order() -> None:
    found = [signal(at, counterpart=f"c-{at:04}") for at in range(MOST_COUNTERPARTS + 50)]
    group = group_of(found)
    assert len(group.counterparts) == MOST_COUNTERPARTS
    assert group == group_of(found[::-1])


TIES = """
from monitor.rendering import alert_of
from tests.monitor.test_group import group_of, signal
import msgspec
found = [signal(1, rules=frozenset({str(n)})) for n in range(12)]
print(msgspec.json.encode(alert_of(group_of(found))).decode())
"""


def test_evidence_of_one_moment_sorts_alike_in_every_process() -> None:
    shown = {
        subprocess.run(
            [sys.executable, "-c", TIES],
            cwd=ROOT,
            env={"PYTHONHASHSEED": seed, "PYTHONPATH": str(ROOT)},
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        for seed in ("1", "2", "3")
    }
    assert len(shown) == 1
    assert '"count":12' in shown.pop()


ACKNOWLEDGED = Standing("acknowledged", "op", AT, Severity.HIGH.rank, frozenset({"c-1"}))


def test_an_acknowledgement_holds_for_more_of_the_same() -> None:
    for more in (signal(1), signal(1, counterpart="c-1"), signal(1, Severity.LOW)):
        assert group_of([more], ACKNOWLEDGED).standing == ACKNOWLEDGED


def test_an_acknowledgement_is_broken_by_a_new_counterpart() -> None:
    assert group_of([signal(1, counterpart="c-2")], ACKNOWLEDGED).standing == Standing()


def test_an_acknowledgement_is_broken_by_a_higher_severity() -> None:
    assert group_of([signal(1, Severity.CRITICAL)], ACKNOWLEDGED).standing == Standing()


def test_what_follows_an_alert_that_ended_has_another_id() -> None:
    first = Group(person="P-1", theme="test")
    following = Group(person="P-1", theme="test", after=first.id)
    assert first.id == Group(person="P-1", theme="test").id
    assert len({first.id, following.id, Group(person="P-2", theme="test").id}) == 3


def test_evidence_is_told_once_in_the_order_of_its_time() -> None:
    alert = alert_of(group_of([signal(at) for at in (3, 1, 2)]))
    assert [one.event for one in alert.evidence] == ["E-1", "E-2", "E-3"]


def test_a_group_is_stored_the_same_whatever_the_order_of_its_sets() -> None:
    encode = msgspec.msgpack.Encoder(order="deterministic").encode
    found = [signal(at, counterpart=f"c-{at}") for at in range(9)]
    assert encode(group_of(found)) == encode(group_of(found[::-1]))
