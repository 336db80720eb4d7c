import pytest
from hypothesis import given
from hypothesis import strategies as st

from monitor.group import Standing
from monitor.grouping import MINUTE, Grouped, grouped
from monitor.policy import Policy
from monitor.severity import LADDER, Severity
from monitor.signals import NEVER_SILENCED, Signal
from monitor.store.alerts import Held, Theme
from monitor.store.reasons import Outcome
from monitor.store.silences import Silence
from tests.monitor.made import AT, HOUR
from tests.monitor.test_group import signal

POLICY = Policy()
KEY: Theme = ("P-1", "test")
ALL_DAY = Silence(None, "test", AT - HOUR, AT + HOUR)


def joined(
    signals: list[Signal], stood: Grouped | None = None, *silences: Silence, now: int = AT
) -> Grouped:
    return grouped(signals, stood.held if stood else {}, silences, POLICY, now)


def outcomes(found: Grouped) -> list[Outcome]:
    return [fate.outcome for fate in found.fates]


def test_the_first_signal_at_the_threshold_raises_and_the_rest_is_grouped() -> None:
    found = joined([signal(1, Severity.MEDIUM), signal(2, Severity.LOW), signal(3)])
    assert outcomes(found) == [Outcome.RAISED, Outcome.GROUPED, Outcome.GROUPED]
    (post,) = found.posts
    assert (post.revision, post.urgent) == (3, True)


def test_below_the_threshold_nothing_is_raised_or_told() -> None:
    found = joined([signal(1, Severity.LOW), signal(2, Severity.INFO)])
    assert outcomes(found) == [Outcome.BELOW_THRESHOLD] * 2
    assert found.posts == []
    assert found.held[KEY].raised is None


def test_a_group_below_the_threshold_is_evidence_once_it_is_raised() -> None:
    latent = joined([signal(1, Severity.LOW), signal(2, Severity.LOW)])
    found = joined([signal(3, Severity.HIGH)], latent, now=AT + 5)
    assert outcomes(found) == [Outcome.RAISED]
    assert found.held[KEY].group.count == 3
    assert found.held[KEY].raised == AT + 5


def test_an_alert_that_only_grows_is_told_without_urgency() -> None:
    before = joined([signal(1)])
    (post,) = joined([signal(2)], before).posts
    assert not post.urgent


def test_an_alert_that_gets_worse_is_urgent_and_due_anew() -> None:
    before = joined([signal(1, Severity.MEDIUM)])
    assert before.held[KEY].due == AT + int(POLICY.deadlines[Severity.MEDIUM]) * MINUTE
    escalated = {KEY: before.held[KEY]._replace(level=2)}
    found = grouped([signal(2, Severity.CRITICAL)], escalated, [], POLICY, AT + 7)
    (post,) = found.posts
    assert post.urgent
    assert post.level == 0
    assert found.held[KEY].due == AT + 7 + 5 * MINUTE


def test_an_acknowledgement_that_is_broken_is_urgent_and_due_again() -> None:
    one = joined([signal(1)]).held[KEY]
    standing = Standing("acknowledged", "op", AT, one.group.rank, one.group.counterparts)
    group = type(one.group)(person="P-1", theme="test", count=1, rank=3, standing=standing)
    found = grouped([signal(2, counterpart="new")], {KEY: Held(group, AT, None)}, [], POLICY, AT)
    assert found.posts[0].urgent
    assert found.held[KEY].due is not None


def test_a_silence_covers_its_theme_and_its_time_only() -> None:
    quiet = Silence("P-1", "test", AT, AT + HOUR)
    assert outcomes(joined([signal(1)], None, quiet)) == [Outcome.SILENCED]
    assert joined([signal(1)], None, quiet).held == {}
    elsewhere = [quiet._replace(person="P-2"), quiet._replace(theme="other"),
                 quiet._replace(until=AT), quiet._replace(since=AT + HOUR)]  # fmt: skip
    for silence in elsewhere:
        assert outcomes(joined([signal(1)], None, silence)) == [Outcome.RAISED]


def test_a_silence_ends_to_the_microsecond_of_receipt() -> None:
    at = signal(1).item.received
    assert Silence(None, "test", at, at + 1).covers(signal(1))
    assert not Silence(None, "test", at - 1, at).covers(signal(1))
    assert not Silence(None, "test", at + 1, at + 2).covers(signal(1))


def test_no_silence_covers_what_is_critical() -> None:
    found = joined([signal(1, Severity.CRITICAL), signal(2, Severity.HIGH)], None, ALL_DAY)
    assert outcomes(found) == [Outcome.RAISED, Outcome.SILENCED]


@pytest.mark.parametrize("theme", ["tamper", "clock", "silence", "crisis"])
@pytest.mark.parametrize("severity", LADDER)
def test_no_silence_covers_the_agents_health_or_a_life(theme: str, severity: Severity) -> None:
    assert theme in NEVER_SILENCED
    quiet = ALL_DAY._replace(theme=theme)
    assert not quiet.covers(signal(1, severity, theme=theme))


many = st.lists(
    st.builds(
        signal,
        st.integers(0, 30),
        st.sampled_from(LADDER),
        theme=st.sampled_from(["test", "other", "crisis"]),
        person=st.sampled_from(["P-1", "P-2"]),
    ),
    max_size=20,
)


@given(many, st.lists(st.sampled_from([ALL_DAY, ALL_DAY._replace(theme="other")]), max_size=2))
def test_every_signal_has_exactly_one_fate(found: list[Signal], silences: list[Silence]) -> None:
    result = joined(found, None, *silences)
    assert [fate.signal for fate in result.fates] == found
    grouped_in = sum(held.group.count for held in result.held.values())
    silenced = outcomes(result).count(Outcome.SILENCED)
    assert grouped_in + silenced == len(found)
    ids = {held.group.id for held in result.held.values()}
    assert {fate.alert for fate in result.fates} - {None} == ids


@given(many, st.data())
def test_any_order_and_any_batches_end_in_the_same_groups(
    found: list[Signal], data: st.DataObject
) -> None:
    whole = joined(found)
    shuffled = data.draw(st.permutations(found))
    cut = data.draw(st.integers(0, len(found)))
    first = joined(shuffled[:cut])
    second = grouped(shuffled[cut:], first.held, [], POLICY, AT)
    both = {**first.held, **second.held}
    assert {key: (one.group, one.raised is None) for key, one in both.items()} == {
        key: (one.group, one.raised is None) for key, one in whole.held.items()
    }
