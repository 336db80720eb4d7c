"""A model says how likely an operator is to act; it hides, lowers and holds back nothing."""

from collections.abc import Sequence
from itertools import repeat
from pathlib import Path

import msgspec
import numpy as np
import pytest

from models.calibration import Calibration, Kind
from models.features import DECLARED
from models.members import Method
from models.training import Fitted, fit
from models.window import Window
from monitor.acting import Action, Doing, act
from monitor.alert import Alert
from monitor.commands_alerts import raised
from monitor.delivery.base import Notice
from monitor.delivery.outbox import deliver
from monitor.engine import Engine
from monitor.errors import MonitorError
from monitor.judge import Judge
from monitor.labelled import examples as examples_in
from monitor.labelled import sample
from monitor.priority import window_of
from monitor.records import Batch
from monitor.settling import conclude
from monitor.store.labels import labels
from monitor.store.opening import Store
from tests.models.made import examples
from tests.models.test_storage import card
from tests.monitor.made import AT
from tests.monitor.recorded import TOPIC, batches, play, recorded, records, rules
from tests.monitor.test_group import group_of, signal

TARGET = "alerts.jsonl"


class Kept:
    """A target that keeps what it is told."""

    name = TARGET

    def __init__(self) -> None:
        self.told: list[Notice] = []

    def deliver(self, notices: Sequence[Notice]) -> None:
        self.told += notices

    def close(self) -> None: ...


@pytest.fixture(scope="module")
def fitted() -> Fitted:
    return fit(examples(), DECLARED, Method.LOGISTIC, 1, members=2)


def answering(fitted: Fitted, *calibration: float) -> Fitted:
    """A model that answers the same for all."""
    always = Calibration(Kind.PLATT, np.empty(0), np.array(calibration))
    return Fitted(
        fitted.declared, fitted.method, fitted.main, (), always, fitted.reference, fitted.profile
    )


def zero(fitted: Fitted) -> Judge:
    return Judge(answering(fitted, 0.0, -1e9), card())


def heard(store: Store) -> None:
    """A whole stream, with somebody to tell."""
    engine = Engine(store, lambda: AT, (TARGET,))
    place, start = store.take_over(TOPIC, 0)
    for some in batches(records(recorded(300), TOPIC)[start:], repeat(100)):
        engine.keep(Batch(some, {place: some[-1].at.offset + 1}), rules())
    conclude(store, engine, rules(), TOPIC)


def delivered(store: Store, judge: Judge | None) -> list[Notice]:
    """Everything that is told, from the first play on."""
    target = Kept()
    while deliver(store, target, 0, AT + 10**15, judge):
        pass
    return target.told


def bare(alert: Alert) -> Alert:
    """An alert without what a model adds to it."""
    said = alert.explanation.split(" Likelihood that")
    end = said[-1].split(". ", 1)[-1] if len(said) > 1 else ""
    text = " ".join([said[0], end]) if end else alert.explanation
    return msgspec.structs.replace(alert, priority=None, model=None, explanation=text)


def test_a_model_that_answers_nought_for_all_hides_lowers_and_delays_nothing(
    tmp_path: Path, fitted: Fitted
) -> None:
    from monitor.store.opening import open_store

    told = []
    for name, judge in (("without", None), ("with", zero(fitted))):
        store = open_store(tmp_path / name)
        heard(store)
        told.append((delivered(store, judge), list(raised(store))))
        store.close()
    (without, listed), (with_one, listed_too) = told
    assert len(with_one) > 3
    assert {one.alert.priority for one in with_one} == {0.0}
    assert {one.alert.model for one in with_one} == {zero(fitted).model}
    assert [(one.level, one.alert.severity, one.alert.id) for one in with_one] == [
        (one.level, one.alert.severity, one.alert.id) for one in without
    ]
    assert [bare(one.alert) for one in with_one] == [one.alert for one in without]
    assert listed == listed_too


def test_what_the_rules_say_comes_before_what_a_model_says(store: Store, fitted: Fitted) -> None:
    heard(store)
    for notice in delivered(store, zero(fitted)):
        text = notice.alert.explanation
        assert text.index(f"It is {notice.alert.severity}") < text.index("Likelihood that")
        assert "an operator would act on this alert: 0.00" in text
        assert text.endswith("a human decides.")


def test_a_model_that_fails_costs_the_priority_and_never_the_alert(
    store: Store, fitted: Fitted
) -> None:
    trouble: list[MonitorError] = []
    judge = Judge(answering(fitted, float("nan"), 0.0), card(), trouble.append)
    heard(store)
    told = delivered(store, judge)
    assert len(told) > 3
    assert {one.alert.priority for one in told} == {None}
    assert {one.alert.model for one in told} == {None}
    assert "failed: the model answers no number" in str(trouble[0])


def test_a_model_orders_alerts_of_one_severity_and_leaves_none_out(
    store: Store, fitted: Fitted
) -> None:
    play(store, recorded(300), repeat(100))
    found = list(raised(store, judge=Judge(fitted, card())))
    assert {bare(one).id for one in found} == {one.id for one in raised(store)}
    order = [(-one.severity.rank, -(one.priority or 0)) for one in found]
    assert order == sorted(order)
    assert len({one.priority for one in found}) > 1


def test_a_window_does_not_depend_on_the_order_in_which_signals_came() -> None:
    several = [signal(at) for at in (3, 1, 2)]
    assert window_of(group_of(several)) == window_of(group_of(several[::-1]))


def test_a_window_counts_what_else_goes_on() -> None:
    alone = window_of(group_of([signal(1)]))
    assert alone.beside.themes == 0
    other = msgspec.structs.replace(group_of([signal(2)]), theme="other", rank=4)
    assert window_of(group_of([signal(1)]), [other]).beside.rank == 4


def test_a_verdict_keeps_what_was_known_when_it_was_given(store: Store) -> None:
    play(store, recorded(300), repeat(100))
    first, second = list(raised(store))[:2]
    act(store, first.id, Doing(Action.USEFUL, "op", AT, "visited"))
    act(store, second.id, Doing(Action.ALREADY_KNOWN, "op", AT, "known"))
    with store.reading() as connection:
        found = {one.alert: one for one in labels(connection, store.master)}
    assert {one.origin for one in found.values()} == {"alert"}
    window = found[first.id].window
    assert isinstance(window, Window)
    assert (window.theme, window.count) == (first.theme, first.count)
    acted = {one.alert: one.acted for one in examples_in(found.values())}
    assert acted == {first.id: True, second.id: False}


def test_of_several_verdicts_the_last_counts(store: Store) -> None:
    play(store, recorded(300), repeat(100))
    alert = next(raised(store))
    act(store, alert.id, Doing(Action.REFER, "op", AT, "referred"))
    act(store, alert.id, Doing(Action.NOT_USEFUL, "op", AT, "no"))
    with store.reading() as connection:
        (label,) = labels(connection, store.master)
    assert label.verdict == "not-useful"


def test_judging_what_did_not_alert_changes_nothing_of_it(store: Store) -> None:
    play(store, recorded(300), repeat(100))
    with store.reading() as connection:
        drawn = sample(connection, store.master, 100, 0)
    assert drawn
    before = list(raised(store))
    for group in drawn:
        assert act(store, group.id, Doing(Action.USEFUL, "op", AT, "should have")) == group
    assert list(raised(store)) == before
    with store.reading() as connection:
        assert sample(connection, store.master, 100, 0) == []
        assert {one.origin for one in labels(connection, store.master)} == {"sample"}


def test_what_did_not_alert_can_only_be_judged(store: Store) -> None:
    play(store, recorded(300), repeat(100))
    with store.reading() as connection:
        group = sample(connection, store.master, 1, 0)[0]
    with pytest.raises(MonitorError, match="there is no alert"):
        act(store, group.id, Doing(Action.ACKNOWLEDGE, "op", AT, ""))
