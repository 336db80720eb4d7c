"""``skerry people decisions …``: what becomes of a decision, each step a record of its own."""

import argparse
from functools import partial

from casework.accounts.access import Access
from casework.asking import Parsers, command, signed_in
from casework.decisions import decision_state
from casework.forms.commands import record_of, typed_fields
from casework.forms.declared import form_of
from casework.forms.fields import add_options
from casework.ids import new_id
from casework.records.decision import Decision, DecisionStep, StepKind
from casework.terminal import tell, tell_json

STEPS = {
    "sign-off": (StepKind.SIGNED_OFF, "as supervisor, put a decision into effect"),
    "send-back": (StepKind.SENT_BACK, "as supervisor, send it back, and say why"),
    "communicate": (StepKind.COMMUNICATED, "record to whom it was communicated"),
    "acknowledge": (StepKind.ACKNOWLEDGED, "record that who was told has acknowledged"),
    "evaluate": (StepKind.EVALUATED, "record how its effect went"),
}
ADD = "decision_step.add"
SIGN_OFF = "decision.sign_off"
JUDGING = (StepKind.SIGNED_OFF, StepKind.SENT_BACK)


def register(own: Parsers) -> None:
    """Add the commands to those of ``decisions``."""
    for name, (step, text) in STEPS.items():
        operations = (ADD, SIGN_OFF) if step in JUDGING else (ADD,)
        example = f"skerry people decisions {name} ID"
        parser = command(own, name, text, example, "decision.consult", *operations)
        parser.add_argument("decision")
        parser.add_argument("--said", help="what was said of it")
        parser.add_argument("--to", help="to whom it goes", required=name == "communicate")
        if step not in JUDGING:
            parser.add_argument("--by", help="default: the account signed in")
        parser.set_defaults(perform=partial(_step, step))
    _register_superseding(own)
    example = "skerry people decisions state ID"
    operations = ("decision.consult", "decision_step.consult")
    parser = command(own, "state", "how a decision stands", example, *operations)
    parser.add_argument("decision")
    parser.set_defaults(perform=_state)


def _register_superseding(own: Parsers) -> None:
    form = form_of("decisions")
    example = "skerry people decisions supersede ID --decided 'wait' --reasons 'new facts'"
    text = "another decision in its place; the earlier one stays"
    parser = command(own, "supersede", text, example, "decision.consult", "decision.add")
    parser.add_argument("decision")
    parser.add_argument("--id", help="of the new one; default: one is made")
    names = [name for name in typed_fields(form) if name != "supersedes"]
    add_options(parser, form.kind, names, {*form.now, *form.by}.__contains__)
    parser.set_defaults(perform=_supersede)


def _step(step: StepKind, given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        decision = access.consult(Decision, given.decision).record
        access.add(_made(access, decision, step, given))
    tell(f"decision {given.decision}: {step}")
    return 0


def _made(
    access: Access, decision: Decision, step: StepKind, given: argparse.Namespace
) -> DecisionStep:
    now = access.store.clock()
    return DecisionStep(
        id=new_id(now),
        person=decision.person,
        decision=decision.id,
        step=step,
        by=getattr(given, "by", None) or access.account,
        at=now,
        to=given.to,
        said=given.said,
    )


def _supersede(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        former = access.consult(Decision, given.decision).record
        form = form_of("decisions")
        record = record_of(form, given, former.person, access, supersedes=former.id)
        access.add(record)
    tell(f"decision {record.id} supersedes {former.id}")
    return 0


def _state(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        decision = access.consult(Decision, given.decision).record
        others = [one.record for one in access.consult_all(Decision, decision.person)]
        steps = [one.record for one in access.consult_all(DecisionStep, decision.person)]
    own = sorted((one for one in steps if one.decision == decision.id), key=lambda one: one.at)
    tell_json({"decision": decision, "state": decision_state(decision, steps, others)})
    for one in own:
        tell_json(one)
    return 0
