"""The forms: adding a kind of record to the command line is adding one of these."""

from casework.forms.form import Form, Step
from casework.records.base import PersonRecord
from casework.records.decision import Decision
from casework.records.disclosure import Disclosure
from casework.records.environment import EnvironmentalRiskAssessment
from casework.records.exam import ExamRegistration
from casework.records.flag import ConfirmedFinding, Flag, MachineLead
from casework.records.intervention import Intervention
from casework.records.plan import RiskManagementPlan
from casework.records.proceeding import Proceeding
from casework.records.rating import Rating
from casework.records.referral import Referral
from casework.records.report import Report
from casework.records.retention import Archiving, LegalHold, RetentionReview
from casework.records.review import Review
from casework.records.visit import HomeVisit


def ground_of(record: PersonRecord) -> str:
    """What a flag rests on, in words."""
    assert isinstance(record, Flag)
    if isinstance(record.ground, ConfirmedFinding):
        return f"finding {record.ground.finding.finding} confirmed by {record.ground.examiner}"
    return f"alert {record.ground.alert.alert} referred by {record.ground.operator}"


def standing_of(record: PersonRecord) -> str:
    """How a machine lead reads wherever it is shown."""
    assert isinstance(record, MachineLead)
    return record.standing


FORMS: tuple[Form, ...] = (
    Form(
        word="visits",
        kind=HomeVisit,
        text="home visits",
        columns=("due", "made", "officers", "outcome", "devices_seen"),
        example="P-0042 --due 2026-12-01",
        steps=(
            Step(
                name="made",
                text="record how a visit went",
                now="made",
                by="officers",
                fields=("outcome", "observed", "devices_seen", "announced"),
            ),
        ),
    ),
    Form(
        word="reviews",
        kind=Review,
        text="reviews of how somebody is managed",
        columns=("kind", "due", "held", "level", "outcome", "next_due"),
        example="P-0042 --kind management --due 2026-12-01",
        steps=(
            Step(
                name="held",
                text="record how a review ended",
                now="held",
                by="chaired_by",
                fields=("outcome", "level", "present", "next_due"),
            ),
        ),
    ),
    Form(
        word="referrals",
        kind=Referral,
        text="referrals to MAPPA level 2 or 3",
        columns=("level", "referred", "referred_by", "answer_by", "outcome", "meeting"),
        example="P-0042 --level 2 --reasons 'several agencies are needed'",
        now=("referred",),
        by=("referred_by",),
        steps=(
            Step(
                name="answer",
                text="as co-ordinator, answer a referral",
                now="answered",
                by="answered_by",
                fields=("outcome", "meeting"),
            ),
        ),
    ),
    Form(
        word="assessments",
        kind=EnvironmentalRiskAssessment,
        text="environmental risk assessments",
        columns=("occasion", "address", "due", "done", "acceptable"),
        example=(
            "P-0042 --occasion 'first registration' --address '1 Nowhere Street' --due 2026-12-01"
        ),
        steps=(
            Step(
                name="done",
                text="record how an assessment ended",
                now="done",
                by="assessor",
                fields=("acceptable", "findings"),
            ),
        ),
    ),
    Form(
        word="plans",
        kind=RiskManagementPlan,
        text="risk management plans",
        columns=("since", "agreed_by"),
        example=(
            "P-0042 --measure 'undisclosed device | unannounced visits | officer-1 | 2027-02-01"
            " | search under the order'"
        ),
        now=("since",),
        shown={"next_review": lambda record: getattr(record, "next_review", None)},
    ),
    Form(
        word="interventions",
        kind=Intervention,
        text="interventions, until they are done",
        columns=("at_risk", "task", "tasked_to", "deadline", "accepted", "done", "outcome"),
        example=(
            "P-0042 --at-risk 'Person 0043 Testcase' --task 'tell the school' --tasked-to jo.one"
        ),
        now=("tasked",),
        steps=(
            Step(name="accept", text="take an intervention on", now="accepted"),
            Step(
                name="done",
                text="say how it ended",
                now="done",
                fields=("outcome", "accepted"),
            ),
        ),
    ),
    Form(
        word="disclosures",
        kind=Disclosure,
        text="what was told about somebody, to whom",
        columns=("recipient", "agency", "told", "disclosed", "approved_by"),
        example=(
            "P-0042 --recipient 'a housing officer' --agency 'Unreal Housing' --told 'the order'"
            " --purpose 'safety of neighbours' --power MAPPA --show record:order:O-1:1"
        ),
        now=("disclosed",),
        by=("approved_by",),
    ),
    Form(
        word="decisions",
        kind=Decision,
        text="decisions, and what became of them",
        columns=("decided", "decided_by", "at", "supersedes"),
        example="P-0042 --decided 'visit tomorrow' --reasons 'the find of 4 November'",
        now=("at",),
        by=("decided_by",),
    ),
    Form(
        word="flags",
        kind=Flag,
        text="what an offender manager is asked to look at",
        columns=("summary", "device"),
        example="",
        hidden=("ground",),
        addable=False,
        shown={"ground": ground_of},
    ),
    Form(
        word="leads",
        kind=MachineLead,
        text="what a machine found and nobody has confirmed",
        columns=("summary", "device"),
        example="P-0042 --link alert:a1:2 --summary 'a phrase'",
        shown={"standing": standing_of},
    ),
    Form(
        word="exams",
        kind=ExamRegistration,
        text="examination files registered to somebody",
        columns=("examined", "examiner", "devices", "entries", "location"),
        example="",
        addable=False,
    ),
    Form(
        word="reports",
        kind=Report,
        text="what somebody saw or heard",
        columns=("received", "received_by", "told", "occupation", "devices"),
        example="",
        addable=False,
    ),
    Form(
        word="proceedings",
        kind=Proceeding,
        text="reported, charged, convicted, recalled",
        columns=("step", "matter", "on", "order", "court"),
        example="P-0042 --step charged --matter 'breach of an order' --on 2026-11-07 --order O-1",
    ),
    Form(
        word="ratings",
        kind=Rating,
        text="risk instruments as trained people rated them",
        columns=("instrument", "edition", "as_at", "assessor"),
        example=(
            "P-0042 --instrument acute-2007 --edition 2007 --trained-until 2027-01-01"
            " --score hostility=1"
        ),
        now=("as_at",),
        by=("assessor",),
    ),
    Form(
        word="holds",
        kind=LegalHold,
        text="legal holds: nothing of the person is erased",
        columns=("authority", "since", "lifted", "lifted_by"),
        example="P-0042 --authority 'Procurator Fiscal'",
        now=("since",),
        steps=(Step(name="lift", text="lift a hold", now="lifted", by="lifted_by"),),
    ),
    Form(
        word="retention-reviews",
        kind=RetentionReview,
        text="whether records are kept, archived or erased",
        columns=("rule", "reviewer", "reviewed", "outcome", "next_review"),
        example=(
            "P-0042 --schedule unreal --schedule-version 1 --rule managed --outcome erase"
            " --rationale 'no longer needed'"
        ),
        now=("reviewed",),
        by=("reviewer",),
    ),
    Form(
        word="archive",
        kind=Archiving,
        text="records put into the archive and taken out of it",
        columns=("archived", "on"),
        example="P-0042 --archived",
        now=("on",),
    ),
)
"""What ``skerry people`` knows beside people themselves."""


def form_of(word: str) -> Form:
    """The form under a word."""
    return next(form for form in FORMS if form.word == word)
