"""What is still to be done about a decision. Pure."""

from collections.abc import Iterable
from datetime import date

import msgspec

from casework.records.decision import Decision, DecisionStep, StepKind


class DecisionState(msgspec.Struct, frozen=True, kw_only=True):
    """How a decision stands.

    ``effective``: signed off where that was wanted, and not superseded. ``unacknowledged``: those
    to whom it was communicated and who have not acknowledged. ``evaluation_due``: the day by which
    its effect is to be looked at; null once it was, or where none was set.
    """

    signed_off: bool
    sent_back: bool
    superseded_by: str | None
    unacknowledged: tuple[str, ...]
    evaluation_due: date | None
    effective: bool


def decision_state(
    decision: Decision, steps: Iterable[DecisionStep], others: Iterable[Decision] = ()
) -> DecisionState:
    """The state after these steps; ``others`` are the person's other decisions."""
    own = sorted((step for step in steps if step.decision == decision.id), key=_when)
    judged = [one for one in own if one.step in (StepKind.SIGNED_OFF, StepKind.SENT_BACK)]
    last = judged[-1].step if judged else None
    successor = next((one.id for one in others if one.supersedes == decision.id), None)
    told = dict.fromkeys(one.to for one in own if one.step is StepKind.COMMUNICATED and one.to)
    heard = {one.by for one in own if one.step is StepKind.ACKNOWLEDGED}
    evaluated = any(one.step is StepKind.EVALUATED for one in own)
    signed = last is StepKind.SIGNED_OFF
    return DecisionState(
        signed_off=signed,
        sent_back=last is StepKind.SENT_BACK,
        superseded_by=successor,
        unacknowledged=tuple(name for name in told if name not in heard),
        evaluation_due=None if evaluated else decision.evaluate_by,
        effective=successor is None
        and (signed if decision.needs_sign_off else last is not StepKind.SENT_BACK),
    )


def _when(step: DecisionStep) -> tuple[object, str]:
    return step.at, step.id
