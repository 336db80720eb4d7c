"""Every kind of record, by the name under which it is stored."""

from casework.accounts.account import Account
from casework.accounts.break_glass import BreakGlass
from casework.errors import CaseworkError
from casework.records.base import Record
from casework.records.condition_check import ConditionCheck
from casework.records.decision import Decision, DecisionStep
from casework.records.device import Device
from casework.records.disclosure import Disclosure
from casework.records.environment import EnvironmentalRiskAssessment
from casework.records.exam import ExamRegistration
from casework.records.flag import Flag, MachineLead
from casework.records.intervention import Intervention
from casework.records.order import Order
from casework.records.person import Person
from casework.records.plan import RiskManagementPlan
from casework.records.proceeding import Proceeding
from casework.records.publication import Publication
from casework.records.rating import Rating
from casework.records.referral import Referral
from casework.records.report import Report, ReportSource
from casework.records.retention import Archiving, LegalHold, RetentionReview
from casework.records.review import Review
from casework.records.visit import HomeVisit

_ALL: tuple[type[Record], ...] = (
    Account,
    Archiving,
    BreakGlass,
    ConditionCheck,
    Decision,
    DecisionStep,
    Device,
    Disclosure,
    EnvironmentalRiskAssessment,
    ExamRegistration,
    Flag,
    HomeVisit,
    Intervention,
    LegalHold,
    MachineLead,
    Order,
    Person,
    Proceeding,
    Publication,
    Rating,
    Referral,
    Report,
    ReportSource,
    RetentionReview,
    Review,
    RiskManagementPlan,
)

KINDS: dict[str, type[Record]] = {record.KIND: record for record in _ALL}


def kind_named(name: str) -> type[Record]:
    """The type of a kind; raises ``CaseworkError`` for a kind that this release does not know."""
    try:
        return KINDS[name]
    except KeyError:
        raise CaseworkError(f"no such kind of record: {name}") from None
