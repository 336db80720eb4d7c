"""``skerry people exams add``: an examination file registered to a person."""

import argparse
from pathlib import Path

from casework.asking import Parsers, command, signed_in
from casework.exam_file import ExamFile, read_exam
from casework.ids import new_id
from casework.records.exam import ExamRegistration
from casework.terminal import tell


def register(own: Parsers) -> None:
    """Add the command to those of ``exams``."""
    example = "skerry people exams add P-0042 phone.exam --device D-17 --location 'store 3'"
    text = "register an examination file; it stays where it is, with its digest"
    parser = command(own, "add", text, example, "exam.add")
    parser.add_argument("person")
    parser.add_argument("exam", type=Path, metavar="EXAM")
    parser.add_argument("--device", action="append", default=[], help="what was examined")
    parser.add_argument("--location", help="where it is kept, in words; default: the file's name")
    parser.add_argument("--examiner", help="default: the officer that it names")
    parser.add_argument("--authority", help="default: the power that it names")
    parser.add_argument("--id", help="default: one is made")
    parser.set_defaults(perform=_add)


def _add(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        read = read_exam(given.exam)
        registered = _registered(given, read, new_id(access.store.clock()))
        access.add(registered)
    tell(f"exam {registered.id} registered: {registered.exam_sha256}")
    for name, counts in (
        ("entries", registered.states),
        ("findings", registered.findings),
        ("gaps", registered.gaps),
    ):
        tell(f"  {name}: {', '.join(f'{n} {what}' for what, n in counts.items()) or 'none'}")
    return 0


def _registered(given: argparse.Namespace, read: ExamFile, made: str) -> ExamRegistration:
    return ExamRegistration(
        id=given.id or made,
        person=given.person,
        exam_sha256=read.sha256,
        location=given.location or given.exam.name,
        examined=read.examined,
        examiner=given.examiner or read.officer or read.who,
        authority=given.authority or read.power or "none recorded",
        devices=tuple(given.device),
        entries=sum(read.states.values()),
        states=read.states,
        findings=read.findings,
        gaps=read.gaps,
        kinds_not_authorised=read.kinds_not_authorised,
        versions=read.versions,
    )
