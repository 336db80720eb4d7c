"""``skerry devices leads|link``: devices of which an examination found traces."""

import argparse

import msgspec

from casework.asking import Parsers, command, listing, signed_in
from casework.records.device import Device, DeviceLead
from casework.records.exam import ExamRegistration
from casework.terminal import tell, tell_rows
from skerry import UsageError

HEADER = ("device", "standing", "description", "exam", "exam_sha256", "lead", "reports")


def register(commands: Parsers) -> None:
    """Add the commands to those of ``devices``."""
    example = "skerry devices leads P-0042"
    text = "devices with the traces and the reports by which the unit knows of them"
    operations = ("device.consult", "exam.consult")
    parser = listing(commands, "leads", text, example, *operations)
    parser.add_argument("person")
    parser.set_defaults(perform=_leads)
    example = "skerry devices link D-18 --exam X-1 --lead ID"
    text = "link a device to its trace in a registered examination, or to a report"
    operations = ("device.consult", "device.revise")
    parser = command(commands, "link", text, example, *operations)
    parser.add_argument("device")
    parser.add_argument("--exam", help="its registration: people exams list")
    parser.add_argument("--lead", help="the trace's id in that examination")
    parser.add_argument("--report", action="append", default=[], help="people reports list")
    parser.set_defaults(perform=_link)


def _leads(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        devices = [stored.record for stored in access.consult_all(Device, given.person)]
        exams = [stored.record for stored in access.consult_all(ExamRegistration, given.person)]
    names = {exam.exam_sha256: exam.id for exam in exams}
    rows: list[tuple[str | None, ...]] = []
    for device in devices:
        start = (device.id, str(device.standing), device.description)
        reports = ", ".join(device.reports) or None
        for lead in device.leads:
            exam = names.get(lead.exam_sha256)
            rows.append((*start, exam, lead.exam_sha256, lead.lead, reports))
        if not device.leads and reports:
            rows.append((*start, None, None, None, reports))
    tell_rows(HEADER, rows, given.format)
    return 0


def _link(given: argparse.Namespace) -> int:
    if bool(given.exam) != bool(given.lead) or not (given.exam or given.report):
        raise UsageError("name a trace with --exam and --lead, or a --report")
    with signed_in(given) as access:
        found = access.consult(Device, given.device)
        leads: tuple[DeviceLead, ...] = found.record.leads
        if given.exam and given.lead:
            exam = access.consult(ExamRegistration, given.exam).record
            leads = (*leads, DeviceLead(exam_sha256=exam.exam_sha256, lead=given.lead))
        reports = (*found.record.reports, *given.report)
        changed = msgspec.structs.replace(found.record, leads=leads, reports=reports)
        stored = access.revise(changed, found.revision)
    tell(f"{given.device} is at revision {stored.revision}")
    return 0
