"""What people do with alerts, and what comes after it."""

import pytest

from monitor.acting import VERDICTS, Action, Asked, Doing, act, silence
from monitor.alert import Alert
from monitor.commands_alerts import raised
from monitor.errors import MonitorError
from monitor.policy import Policy
from monitor.signals import NEVER_SILENCED
from monitor.store.opening import Store
from tests.monitor.made import AT, HOUR
from tests.monitor.test_engine import keep, line


def only(store: Store) -> Alert:
    (alert,) = raised(store)
    return alert


def do(store: Store, action: Action, alert: str | None = None) -> None:
    act(store, alert or only(store).id, Doing(action, "op", AT + HOUR, "because"))


def message(text: str, number: int, counterparty: str = "c-1") -> bytes:
    return line(text, number, data={"app": "a", "counterparty": counterparty, "text": text})


def test_an_acknowledgement_holds_for_more_of_the_same(store: Store) -> None:
    keep(store, message("kill", 1))
    do(store, Action.ACKNOWLEDGE)
    keep(store, message("kill", 2))
    assert (only(store).state, only(store).count, only(store).revision) == ("acknowledged", 2, 3)


@pytest.mark.parametrize(
    "more", [message("kill", 2, "c-2"), message("dark harbour and kill", 2, "c-3")]
)
def test_a_new_counterpart_opens_it_again(store: Store, more: bytes) -> None:
    keep(store, message("kill", 1))
    do(store, Action.ACKNOWLEDGE)
    keep(store, more)
    assert only(store).state == "open"


def test_something_worse_opens_it_again(store: Store) -> None:
    keep(store, message("dark harbour", 1))
    do(store, Action.ACKNOWLEDGE)
    keep(store, message("kill", 2))
    assert (only(store).state, only(store).severity) == ("open", "high")


@pytest.mark.parametrize("action", [Action.REFER, *VERDICTS])
def test_what_comes_after_an_alert_that_ended_is_another(store: Store, action: Action) -> None:
    keep(store, message("kill", 1))
    first = only(store).id
    do(store, action)
    keep(store, message("ill", 2))
    assert only(store).id == first
    keep(store, message("kill", 3))
    states = {alert.id: (alert.state, alert.count) for alert in raised(store)}
    ended = "referred" if action is Action.REFER else "closed"
    assert states.pop(first) == (ended, 1)
    assert list(states.values()) == [("open", 2)]


def test_an_alert_is_closed_once(store: Store) -> None:
    keep(store, message("kill", 1))
    do(store, Action.USEFUL)
    for action in (Action.NOT_USEFUL, Action.ACKNOWLEDGE, Action.REFER):
        with pytest.raises(MonitorError, match="is closed already"):
            do(store, action)
    do(store, Action.NOTE)
    assert (only(store).state, only(store).revision) == ("closed", 3)


def test_what_was_referred_may_be_judged_later(store: Store) -> None:
    keep(store, message("kill", 1))
    do(store, Action.REFER)
    with pytest.raises(MonitorError, match="is referred already"):
        do(store, Action.ACKNOWLEDGE)
    do(store, Action.USEFUL)
    assert only(store).state == "closed"


def test_a_group_that_was_never_raised_is_no_alert_to_act_on(store: Store) -> None:
    keep(store, message("ill", 1))
    with pytest.raises(MonitorError, match="there is no alert"):
        do(store, Action.ACKNOWLEDGE, "0" * 32)
    assert list(raised(store)) == []


@pytest.mark.parametrize("theme", sorted(NEVER_SILENCED))
def test_some_themes_are_never_silenced(store: Store, theme: str) -> None:
    with pytest.raises(MonitorError, match="is never silenced"):
        silence(store, Asked(theme, None, 1, "op", "noise"), Policy(), AT)


@pytest.mark.parametrize("hours", [0.0, -1.0, 169.0, float("nan"), float("inf")])
def test_a_silence_has_a_length_and_an_end(store: Store, hours: float) -> None:
    with pytest.raises(MonitorError, match="at most 168 hours"):
        silence(store, Asked("test", None, hours, "op", "noise"), Policy(), AT)


def test_a_silence_has_a_reason(store: Store) -> None:
    with pytest.raises(MonitorError, match="needs a reason"):
        silence(store, Asked("test", None, 1, "op", " "), Policy(), AT)


def test_what_is_received_in_a_silence_raises_nothing_unless_it_is_critical(store: Store) -> None:
    silence(store, Asked("test", "P-1", 1, "op", "agreed"), Policy(), AT)
    silence(store, Asked("other", None, 1, "op", "agreed"), Policy(), AT)
    keep(store, message("kill", 1), message("lantern", 2))
    assert [(alert.theme, alert.severity) for alert in raised(store)] == [("other", "critical")]
    keep(store, message("kill", 3601))
    assert {alert.theme for alert in raised(store)} == {"test", "other"}
