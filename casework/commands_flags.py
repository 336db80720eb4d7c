"""``skerry people flags confirm|refer`` and ``reports add``: who stands behind what is said."""

import argparse
from pathlib import Path

from casework.asking import Parsers, command, option, signed_in
from casework.exam_file import check_finding
from casework.ids import new_id
from casework.importing.rows import moment
from casework.records.evidence import AlertLink, FindingLink
from casework.records.exam import ExamRegistration
from casework.records.flag import ConfirmedFinding, Flag, ReferredAlert
from casework.records.report import Report, ReportSource
from casework.terminal import tell


def register_flags(own: Parsers) -> None:
    """Add the two ways in which a flag comes about: there is no third."""
    example = "skerry people flags confirm P-0042 --exam X-1 --finding ID --summary 'a find'"
    text = "as examiner, confirm a finding"
    operations = ("exam.consult", "flag.add", "exam.confirm")
    parser = command(own, "confirm", text, example, *operations)
    parser.add_argument("person")
    parser.add_argument("--exam", required=True, help="its registration: people exams list")
    parser.add_argument("--finding", required=True, help="its id: triage findings")
    parser.add_argument("--file", type=Path, help="the examination file: the finding is looked up")
    _common(parser)
    parser.set_defaults(perform=_confirm)
    example = "skerry people flags refer P-0042 --alert ID --revision 2 --summary 'a phrase'"
    text = "as operator, refer an alert"
    parser = command(own, "refer", text, example, "flag.add", "alert.decide")
    parser.add_argument("person")
    parser.add_argument("--alert", required=True)
    parser.add_argument("--revision", required=True, type=int)
    _common(parser)
    parser.set_defaults(perform=_refer)


def _common(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--summary", required=True, help="of a device, never of a hand")
    parser.add_argument("--device")
    parser.add_argument("--id", help="default: one is made")


def _confirm(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        exam = access.consult(ExamRegistration, given.exam).record
        if given.file:
            check_finding(given.file, exam.exam_sha256, given.finding)
        ground = ConfirmedFinding(
            finding=FindingLink(exam_sha256=exam.exam_sha256, finding=given.finding),
            examiner=access.account,
            confirmed=access.store.clock(),
        )
        flag = access.add(_flag(given, ground, new_id(access.store.clock()))).record
    tell(f"flag {flag.id} filed")
    return 0


def _refer(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        ground = ReferredAlert(
            alert=AlertLink(alert=given.alert, revision=given.revision),
            operator=access.account,
            referred=access.store.clock(),
        )
        flag = access.add(_flag(given, ground, new_id(access.store.clock()))).record
    tell(f"flag {flag.id} filed")
    return 0


def _flag(given: argparse.Namespace, ground: ConfirmedFinding | ReferredAlert, made: str) -> Flag:
    return Flag(
        id=given.id or made,
        person=given.person,
        ground=ground,
        summary=given.summary,
        device=given.device,
    )


def register_reports(own: Parsers) -> None:
    """Add the filing of a report, its source apart from it."""
    example = (
        "skerry people reports add P-0042 --told 'a new phone was seen' --occupation"
        " 'housing officer' --source-name 'Person 0077 Testcase'"
    )
    text = "file what somebody told; who it was is kept apart"
    parser = command(own, "add", text, example, "report_source.add", "report.add")
    parser.add_argument("person")
    parser.add_argument("--told", required=True, help="so that it does not give the source away")
    parser.add_argument("--source-name", required=True)
    parser.add_argument("--organisation")
    parser.add_argument("--contact")
    parser.add_argument("--handling", help="how the source is to be protected")
    parser.add_argument("--occupation", help="may be shown")
    parser.add_argument("--received", type=option(moment), metavar="TIME", help="default: now")
    parser.add_argument("--seen", type=option(moment), metavar="TIME")
    parser.add_argument("--device", action="append", default=[])
    parser.add_argument("--id", help="default: one is made")
    parser.set_defaults(perform=_report)


def _report(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        now = access.store.clock()
        source = ReportSource(
            id=new_id(now),
            person=given.person,
            name=given.source_name,
            organisation=given.organisation,
            contact=given.contact,
            handling=given.handling,
        )
        report = Report(
            id=given.id or new_id(now),
            person=given.person,
            source=source.id,
            received=given.received or now,
            received_by=access.account,
            told=given.told,
            occupation=given.occupation,
            seen=given.seen,
            devices=tuple(given.device),
        )
        access.add_all([source, report])
    tell(f"report {report.id} filed; its source is shown by people source {report.id} only")
    return 0
