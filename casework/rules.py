"""What the store refuses beyond what a record can check of itself: what is not on file, or done."""

from collections.abc import Iterator
from typing import Protocol, TypeVar

from casework.errors import CaseworkError
from casework.moments import day_of
from casework.records.base import Record
from casework.records.condition_check import ConditionCheck
from casework.records.decision import Decision, DecisionStep, StepKind
from casework.records.device import Device
from casework.records.evidence import AlertLink, FindingLink, RecordLink
from casework.records.exam import ExamRegistration
from casework.records.flag import UNVERIFIED, ConfirmedFinding, Flag
from casework.records.intervention import STEPS, Intervention
from casework.records.kinds import kind_named
from casework.records.order import Order
from casework.records.person import Person
from casework.records.proceeding import Proceeding
from casework.records.rating import Rating
from casework.records.report import Report, ReportSource
from casework.records.retention import Archiving
from casework.records.stored import Stored
from casework.retention.due import is_archived

R = TypeVar("R", bound=Record)
Reference = tuple[type[Record], str]


class OnFile(Protocol):
    """What the rules look up."""

    def find(self, kind: type[R], reference: str) -> Stored[R] | None:
        """The current revision, if there is such a record."""
        ...

    def of(self, person: str, kind: type[R]) -> list[Stored[R]]:
        """The current revisions of a person's records of a kind."""
        ...


def check_addition(record: Record, on_file: OnFile) -> None:
    """Raise ``CaseworkError`` where a new record breaks a rule."""
    check_references(record, on_file)
    check_linked(record, on_file)
    if isinstance(record, Order):
        check_terms(record)
    if isinstance(record, Device):
        check_leads(record, on_file)
    if isinstance(record, Flag):
        check_ground(record, on_file)
    if isinstance(record, DecisionStep):
        check_step(record, on_file)
    if isinstance(record, ConditionCheck):
        check_condition(record, on_file)
    if isinstance(record, Archiving):
        check_archiving(record, on_file)
    if isinstance(record, Decision) and record.supersedes:
        check_superseding(record, on_file)


def check_revision(before: Record, after: Record, on_file: OnFile) -> None:
    """Raise ``CaseworkError`` where the next revision breaks a rule."""
    if before.about != after.about:
        raise CaseworkError(f"{after.KIND} {after.id} is about {before.about}, and stays so")
    check_references(after, on_file)
    if isinstance(after, Order) and isinstance(before, Order) and before.terms != after.terms:
        check_terms(after)
    if isinstance(after, Device):
        check_leads(after, on_file)
    if isinstance(before, Flag) and isinstance(after, Flag) and before.ground != after.ground:
        raise CaseworkError(f"flag {after.id}: what it rests on is not changed: make another")
    if isinstance(before, Intervention) and isinstance(after, Intervention):
        _check_steps_kept(before, after)


def references(record: Record) -> Iterator[Reference]:
    """The records that a record names."""
    if record.about and not isinstance(record, Person):
        yield Person, record.about
    match record:
        case Rating(supersedes=str(former)):
            yield Rating, former
        case ConditionCheck():
            yield Order, record.order
        case DecisionStep():
            yield Decision, record.decision
        case Decision(supersedes=str(former)):
            yield Decision, former
        case Report():
            yield ReportSource, record.source
            yield from ((Device, device) for device in record.devices)
        case Device():
            yield from ((Report, report) for report in record.reports)
        case Proceeding(order=str(order)) | Order(replaces=str(order)):
            yield Order, order
        case ExamRegistration():
            yield from ((Device, device) for device in record.devices)
        case _:
            pass


def check_references(record: Record, on_file: OnFile) -> None:
    """Raise ``CaseworkError`` where a record names another that is not on file, or not theirs."""
    for kind, reference in references(record):
        found = on_file.find(kind, reference)
        if found is None or found.record.about != record.about:
            whose = f" of {record.about}" if kind is not Person else ""
            raise CaseworkError(
                f"{record.KIND} {record.id}: no {kind.KIND} {reference}{whose} on file"
            )


LINKING = ("evidence", "shown", "breach")
"""Fields that hold links to evidence."""


def check_linked(record: Record, on_file: OnFile) -> None:
    """Raise ``CaseworkError`` for a link to a revision that is not on file, or not theirs."""
    links = (link for name in LINKING for link in getattr(record, name, ()))
    for link in links:
        if not isinstance(link, RecordLink):
            continue
        found = on_file.find(kind_named(link.kind), link.id)
        theirs = found is not None and found.record.about == record.about
        if found is None or not theirs or not 1 <= link.revision <= found.revision:
            what = f"{link.kind} {link.id} revision {link.revision} of {record.about}"
            raise CaseworkError(f"{record.KIND} {record.id}: no {what} on file")


def check_terms(order: Order) -> None:
    """No terms end before they begin, by the clocks of the courts."""
    for terms in order.terms:
        begun = day_of(terms.since)
        if terms.last_day is not None and terms.last_day < begun:
            text = f"its last day ({terms.last_day}) is before it begins ({begun})"
            raise CaseworkError(f"order {order.id}: {text}")


def check_ground(flag: Flag, on_file: OnFile) -> None:
    """A confirmed finding is of an examination that is registered to this person."""
    if isinstance(flag.ground, ConfirmedFinding):
        digest = flag.ground.finding.exam_sha256
        exams = on_file.of(flag.person, ExamRegistration)
        if digest not in {exam.record.exam_sha256 for exam in exams}:
            raise CaseworkError(
                f"flag {flag.id}: no exam {digest[:12]}… is registered to {flag.person}"
            )


def check_leads(device: Device, on_file: OnFile) -> None:
    """A lead is from an examination that is registered to this person."""
    exams = on_file.of(device.person, ExamRegistration) if device.leads else []
    known = {exam.record.exam_sha256 for exam in exams}
    for lead in device.leads:
        if lead.exam_sha256 not in known:
            text = f"no exam {lead.exam_sha256[:12]}… is registered to {device.person}"
            raise CaseworkError(f"device {device.id}: {text}")


def check_condition(check: ConditionCheck, on_file: OnFile) -> None:
    """The order has the condition; a breach rests on what somebody stands behind."""
    order = on_file.find(Order, check.order)
    ever = {one.id for terms in order.record.terms for one in terms.conditions} if order else set()
    if check.condition not in ever:
        raise CaseworkError(f"order {check.order} has no condition {check.condition}")
    flags = [stored.record.ground for stored in on_file.of(check.person, Flag)]
    stood = {
        ground.finding if isinstance(ground, ConfirmedFinding) else ground.alert for ground in flags
    }
    for link in check.breach:
        if isinstance(link, FindingLink | AlertLink) and link not in stood:
            raise CaseworkError(f"check {check.id}: {UNVERIFIED}: no flag of {check.person} has it")


def check_superseding(decision: Decision, on_file: OnFile) -> None:
    """One decision supersedes another, and no two the same."""
    for other in on_file.of(decision.person, Decision):
        if other.record.supersedes == decision.supersedes:
            former = decision.supersedes
            raise CaseworkError(f"decision {former} is superseded by {other.record.id} already")


def check_sign_off(decision: Decision) -> None:
    """Where policy wants it, no decision takes effect without a supervisor's sign-off."""
    if not decision.needs_sign_off:
        raise CaseworkError(f"decision {decision.id}: policy wants a sign-off (--needs-sign-off)")


def check_step(step: DecisionStep, on_file: OnFile) -> None:
    """A supervisor signs off, not who decided or filed it; who acknowledges was told."""
    decision = on_file.find(Decision, step.decision)
    judging = step.step in (StepKind.SIGNED_OFF, StepKind.SENT_BACK)
    if judging and decision and step.by in (decision.record.decided_by, decision.author):
        raise CaseworkError(f"decision {step.decision} is signed off by another than {step.by}")
    if step.step is StepKind.ACKNOWLEDGED:
        steps = (stored.record for stored in on_file.of(step.person, DecisionStep))
        told = {one.to for one in steps if one.decision == step.decision}
        if step.by not in told:
            raise CaseworkError(f"decision {step.decision} was not communicated to {step.by}")


def check_archiving(archiving: Archiving, on_file: OnFile) -> None:
    """What is in the archive is taken out of it, and the other way round."""
    former = (stored.record for stored in on_file.of(archiving.person, Archiving))
    if is_archived(former) is archiving.archived:
        stands = "in the archive" if archiving.archived else "not in the archive"
        raise CaseworkError(f"{archiving.person} is {stands} already")


def _check_steps_kept(before: Intervention, after: Intervention) -> None:
    for step in STEPS:
        stood = getattr(before, step)
        if stood is not None and stood != getattr(after, step):
            raise CaseworkError(
                f"intervention {after.id}: it was {step} at {stood}, and that stays"
            )
