from datetime import date

import pytest

from casework.act import Act
from casework.decisions import decision_state
from casework.errors import CaseworkError
from casework.records.decision import DecisionStep, StepKind
from casework.store import Store
from tests.casework.filled import fill
from tests.casework.samples import decision, moment


def step(kind: StepKind, day: int = 6, **changes: object) -> DecisionStep:
    fields: dict[str, object] = {
        "id": f"T-{kind}-{day}".replace(" ", "-"),
        "person": "P-0042",
        "decision": "E-1",
        "step": kind,
        "by": "boss-1",
        "at": moment(day),
    }
    return DecisionStep(**{**fields, **changes})  # type: ignore[arg-type]


def test_where_sign_off_is_wanted_a_decision_has_no_effect_before_it() -> None:
    wanted = decision(needs_sign_off=True)
    assert not decision_state(wanted, []).effective
    assert decision_state(wanted, [step(StepKind.SIGNED_OFF)]).effective
    assert decision_state(decision(), []).effective


def test_the_last_word_of_the_supervisor_counts() -> None:
    back = step(StepKind.SENT_BACK, 7, said="What of the school?")
    state = decision_state(decision(), [back, step(StepKind.SIGNED_OFF, 6)])
    assert (state.sent_back, state.signed_off, state.effective) == (True, False, False)
    state = decision_state(decision(), [back, step(StepKind.SIGNED_OFF, 8)])
    assert state.effective


def test_a_superseded_decision_has_no_effect_any_more() -> None:
    state = decision_state(decision(), [], [decision("E-2", supersedes="E-1")])
    assert (state.superseded_by, state.effective) == ("E-2", False)


def test_who_has_not_acknowledged_is_named() -> None:
    told = [step(StepKind.COMMUNICATED, day, to=f"officer-{day}") for day in (6, 7)]
    heard = step(StepKind.ACKNOWLEDGED, 8, by="officer-6")
    assert decision_state(decision(), [*told, heard]).unacknowledged == ("officer-7",)


def test_an_evaluation_is_due_until_it_was_made() -> None:
    assert decision_state(decision(), []).evaluation_due == date(2026, 12, 5)
    done = step(StepKind.EVALUATED, 9, said="No further finds.")
    assert decision_state(decision(), [done]).evaluation_due is None


def test_another_decision_s_steps_are_left_out() -> None:
    assert not decision_state(decision(), [step(StepKind.SIGNED_OFF, decision="E-9")]).signed_off


def test_nobody_signs_off_their_own_decision(store: Store, act: Act) -> None:
    fill(store, act)
    with (
        pytest.raises(CaseworkError, match="another than officer-1"),
        store.writing(act) as writing,
    ):
        writing.add(step(StepKind.SIGNED_OFF, by="officer-1"))


def test_who_was_not_told_cannot_acknowledge(store: Store, act: Act) -> None:
    fill(store, act)
    heard = step(StepKind.ACKNOWLEDGED, 8, by="officer-2")
    with pytest.raises(CaseworkError, match="not communicated"), store.writing(act) as writing:
        writing.add(heard)
    with store.writing(act) as writing:
        writing.add(step(StepKind.COMMUNICATED, 7, to="officer-2"))
        writing.add(heard)


def test_who_filed_a_decision_in_another_s_name_does_not_sign_it_off(
    store: Store, act: Act
) -> None:
    fill(store, act)
    with store.writing(Act(actor="boss-1")) as writing:
        writing.add(decision("E-2", decided_by="officer-2"))
    with (
        pytest.raises(CaseworkError, match="signed off by another than boss-1"),
        store.writing(act) as writing,
    ):
        writing.add(step(StepKind.SIGNED_OFF, decision="E-2"))
