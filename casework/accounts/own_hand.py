"""What nobody can say in another's name: a confirmation, a referral, a sign-off."""

from casework.records.base import Record
from casework.records.decision import DecisionStep, StepKind
from casework.records.flag import ConfirmedFinding, Flag, ReferredAlert


def hand_of(record: Record) -> tuple[str, str] | None:
    """Who the record says acted, and the operation that they must be allowed; null: no such act."""
    match record:
        case Flag(ground=ConfirmedFinding(examiner=who)):
            return who, "exam.confirm"
        case Flag(ground=ReferredAlert(operator=who)):
            return who, "alert.decide"
        case DecisionStep(step=StepKind.SIGNED_OFF | StepKind.SENT_BACK, by=who):
            return who, "decision.sign_off"
        case _:
            return None
