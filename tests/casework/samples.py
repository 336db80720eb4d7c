"""One made-up record of each kind."""

import hashlib
from datetime import UTC, date, datetime

from casework.accounts.account import Account, Vetting
from casework.accounts.break_glass import BreakGlass
from casework.accounts.roles import Role
from casework.records.base import Record
from casework.records.condition import Condition, ConditionKind
from casework.records.condition_check import ConditionCheck
from casework.records.decision import Alternative, Decision, DecisionStep, StepKind
from casework.records.device import Device, DeviceStanding, Notified, Serial
from casework.records.disclosure import Disclosure
from casework.records.environment import EnvironmentalRiskAssessment, Occasion
from casework.records.evidence import AlertLink, FindingLink
from casework.records.exam import ExamRegistration
from casework.records.flag import ConfirmedFinding, Flag, MachineLead
from casework.records.intervention import Intervention
from casework.records.order import Order, OrderType, Terms
from casework.records.permission import DataKind, Notice, Permission
from casework.records.plan import Measure, RiskManagementPlan
from casework.records.proceeding import Matter, Proceeding, Step
from casework.records.publication import Publication
from casework.records.rating import Rating
from casework.records.referral import Referral
from casework.records.report import Report, ReportSource
from casework.records.retention import Archiving, LegalHold, RetentionOutcome, RetentionReview
from casework.records.review import Review, ReviewKind
from casework.records.visit import HomeVisit, VisitOutcome
from tests.casework.people import person

WHO = "P-0042"
EXAM = "ab" * 32


def moment(day: int, hour: int = 9, month: int = 11) -> datetime:
    return datetime(2026, month, day, hour, tzinfo=UTC)


def terms(**changes: object) -> Terms:
    fields: dict[str, object] = {
        "since": moment(1),
        "last_day": date(2027, 10, 31),
        "conditions": (
            Condition(
                id="c1", kind=ConditionKind.SOFTWARE_REQUIRED, wording="Keep the software on."
            ),
        ),
        "permissions": (Permission(kinds=(DataKind.MESSAGES,), devices=("D-17",)),),
    }
    return Terms(**{**fields, **changes})  # type: ignore[arg-type]


def order(*given: Terms, **changes: object) -> Order:
    fields: dict[str, object] = {
        "id": "O-1",
        "person": WHO,
        "type": OrderType.SHPO,
        "authority": "Unreal Sheriff Court",
        "imposed": date(2026, 11, 1),
        "terms": given or (terms(),),
        "notices": (Notice(served=moment(2), served_by="officer-1"),),
    }
    return Order(**{**fields, **changes})  # type: ignore[arg-type]


def device(identifier: str = "D-17", **changes: object) -> Device:
    fields: dict[str, object] = {
        "id": identifier,
        "person": WHO,
        "standing": DeviceStanding.NOTIFIED,
        "description": "Unreal Phone 5",
        "serials": (Serial(scheme="IMEI", number="000000000000000"),),
        "notified": (Notified(since=date(2026, 11, 1)),),
    }
    return Device(**{**fields, **changes})  # type: ignore[arg-type]


def exam() -> ExamRegistration:
    return ExamRegistration(
        id="X-1",
        person=WHO,
        exam_sha256=EXAM,
        location="exhibit store 3, phone.exam",
        examined=moment(3),
        examiner="examiner-1",
        authority="condition c1 of O-1",
        devices=("D-17",),
        entries=10,
        states={"done": 9, "failed": 1},
        findings={"high": 1},
        gaps={"deadline": 1},
        versions={"skerry": "0.1.0"},
    )


def flag(**changes: object) -> Flag:
    finding = FindingLink(exam_sha256=EXAM, finding="f" * 32)
    ground = ConfirmedFinding(finding=finding, examiner="examiner-1", confirmed=moment(4))
    fields: dict[str, object] = {"id": "F-1", "person": WHO, "ground": ground, "summary": "A find."}
    return Flag(**{**fields, **changes})  # type: ignore[arg-type]


def decision(identifier: str = "E-1", **changes: object) -> Decision:
    fields: dict[str, object] = {
        "id": identifier,
        "person": WHO,
        "decided": "Visit tomorrow",
        "decided_by": "officer-1",
        "at": moment(5),
        "reasons": "The find of 4 November.",
        "evidence": (FindingLink(exam_sha256=EXAM, finding="f" * 32),),
        "alternatives": (Alternative(option="Wait", why_not="Too late"),),
        "evaluate_by": date(2026, 12, 5),
    }
    return Decision(**{**fields, **changes})  # type: ignore[arg-type]


def intervention(**changes: object) -> Intervention:
    fields: dict[str, object] = {
        "id": "I-1",
        "person": WHO,
        "at_risk": "Person 0043 Testcase",
        "task": "Tell the school",
        "tasked_to": "officer-2",
        "tasked": moment(5),
    }
    return Intervention(**{**fields, **changes})  # type: ignore[arg-type]


def every_kind() -> tuple[Record, ...]:
    """In an order in which each finds on file what it names."""
    return (
        person(42),
        order(),
        ReportSource(id="S-1", name="Person 0077 Testcase", organisation="Housing", person=WHO),
        Report(
            id="R-1",
            source="S-1",
            received=moment(2),
            received_by="officer-1",
            told="A new phone was seen.",
            occupation="housing officer",
            person=WHO,
        ),
        device(reports=("R-1",)),
        exam(),
        flag(),
        ConditionCheck(
            id="C-1",
            order="O-1",
            condition="c1",
            examined="exam X-1 of D-17",
            by="officer-1",
            at=moment(4),
            breach=(FindingLink(exam_sha256=EXAM, finding="f" * 32),),
            person=WHO,
        ),
        MachineLead(
            id="L-1", link=AlertLink(alert="a1", revision=2), summary="A phrase", person=WHO
        ),
        Referral(
            id="Y-1",
            level=2,
            referred_by="officer-1",
            referred=date(2026, 11, 3),
            reasons="Several agencies are needed.",
            answer_by=date(2026, 12, 3),
            person=WHO,
        ),
        Review(id="V-1", kind=ReviewKind.MANAGEMENT, due=date(2026, 12, 1), person=WHO),
        HomeVisit(
            id="H-1",
            made=moment(6),
            officers=("officer-1",),
            outcome=VisitOutcome.SEEN,
            observed="Nothing of note.",
            person=WHO,
        ),
        EnvironmentalRiskAssessment(
            id="A-1",
            occasion=Occasion.FIRST_REGISTRATION,
            address="1 Nowhere Street",
            due=date(2026, 12, 1),
            person=WHO,
        ),
        RiskManagementPlan(id="M-1", since=date(2026, 11, 6), measures=(measure(),), person=WHO),
        Disclosure(
            id="B-1",
            recipient="head teacher",
            told="Not to be left alone with children",
            purpose="protection",
            power="Management of Offenders etc. (Scotland) Act 2005 s.10",
            disclosed=moment(6),
            approved_by="officer-3",
            person=WHO,
        ),
        intervention(),
        Proceeding(
            id="G-1",
            step=Step.CHARGED,
            matter=Matter.ORDER_BREACH,
            on=date(2026, 11, 7),
            order="O-1",
            person=WHO,
        ),
        decision(),
        rating(),
        DecisionStep(
            id="T-1",
            decision="E-1",
            step=StepKind.SIGNED_OFF,
            by="boss-1",
            at=moment(6),
            person=WHO,
        ),
        RetentionReview(
            id="K-1",
            schedule="unreal",
            schedule_version="1",
            rule="all",
            reviewer="officer-3",
            reviewed=date(2026, 11, 8),
            outcome=RetentionOutcome.RETAIN,
            rationale="Still managed.",
            next_review=date(2027, 11, 8),
            person=WHO,
        ),
        LegalHold(id="N-1", authority="Procurator Fiscal", since=moment(8), person=WHO),
        BreakGlass(
            id="B-1",
            account="jo.unreal",
            reason="The person is missing and nobody assigned is on duty.",
            opened=moment(6),
            until=moment(6, 12),
            person=WHO,
        ),
        Archiving(id="Z-1", archived=True, on=date(2026, 11, 9), person=WHO),
    )


def rating() -> Rating:
    return Rating(
        id="SA-0",
        person=WHO,
        instrument="acute-2007",
        edition="2007",
        as_at=date(2026, 11, 9),
        assessor="officer-1",
        trained_until=date(2027, 1, 1),
        scores={"hostility": 1},
    )


def an_account() -> Account:
    """The unit's own, about nobody."""
    return Account(
        id="jo.unreal",
        holder="Jo Unreal",
        roles=(Role.OFFENDER_MANAGER,),
        areas=("North",),
        people=(WHO,),
        vetting=(Vetting(scheme="police", level="RV", expires=date(2027, 10, 31)),),
    )


def publication() -> Publication:
    """About nobody: the unit's own."""
    return Publication(
        id="2024-25.v1",
        year="2024-25",
        version=1,
        content="{}",
        sha256=hashlib.sha256(b"{}").hexdigest(),
    )


def measure() -> Measure:
    return Measure(
        risk="Undisclosed device",
        measure="Unannounced visits",
        owner="officer-1",
        review=date(2027, 2, 1),
        contingency="Search under the order",
    )
