"""``skerry people retention|erase|source``: how long records are kept, and who told what."""

import argparse
from pathlib import Path

import msgspec

from casework.act import Operation
from casework.asking import EXIT_IMPERFECT, Parsers, act_of, command, listing, store_of
from casework.audit.line import Subject
from casework.importing.rows import day
from casework.moments import day_of, utc_now
from casework.records.order import Order
from casework.records.person import Person
from casework.records.report import Report, ReportSource
from casework.records.retention import LegalHold, RetentionReview
from casework.retention.due import holding, retention_due
from casework.retention.erasing import erase
from casework.retention.schedule import read_schedule
from casework.terminal import tell, tell_json, tell_rows

HEADER = ("person", "rule", "due", "hold")


def register(commands: Parsers) -> None:
    """Add the commands to those of ``people``."""
    example = "skerry people retention --schedule force.toml"
    parser = listing(commands, "retention", "whose records are due for review", example)
    parser.add_argument("--schedule", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--by", type=day, metavar="DAY", help="default: today")
    parser.set_defaults(perform=_retention)
    example = "skerry people erase P-0042 --certificate P-0042.erased.json"
    parser = command(commands, "erase", "erase a person whom a review says to erase", example)
    parser.add_argument("person")
    parser.add_argument("--certificate", type=Path, required=True, metavar="FILE")
    parser.set_defaults(perform=_erase)
    parser = command(commands, "source", "who told a report", "skerry people source R-1")
    parser.add_argument("report")
    parser.set_defaults(perform=_source)


def _retention(given: argparse.Namespace) -> int:
    schedule, by = read_schedule(given.schedule), given.by or day_of(utc_now())
    rows = []
    with store_of(given).writing(act_of(given)) as writing:
        for stored in list(writing.every(Person)):
            person = stored.record
            orders = [found.record for found in writing.of(person.id, Order)]
            reviews = [found.record for found in writing.of(person.id, RetentionReview)]
            due = retention_due(person, orders, reviews, schedule)
            if due is not None and due.due <= by:
                hold = holding(found.record for found in writing.of(person.id, LegalHold))
                rows.append((person.id, due.rule, due.due.isoformat(), hold.id if hold else None))
        writing.searched(f"retention due by {by}", [row[0] for row in rows])
    tell_rows(HEADER, rows, given.format)
    return EXIT_IMPERFECT if rows else 0


def _erase(given: argparse.Namespace) -> int:
    store, act = store_of(given), act_of(given)
    with given.certificate.open("xb") as file:
        try:
            certificate = erase(store, act, given.person)
        except BaseException:
            given.certificate.unlink()
            raise
        file.write(msgspec.json.format(msgspec.json.encode(certificate)) + b"\n")
    tell(f"{given.person} erased (line {certificate.line} of the log)")
    tell("backups taken before still hold the key: see the documentation on restoring")
    return 0


def _source(given: argparse.Namespace) -> int:
    with store_of(given).writing(act_of(given)) as writing:
        report = writing.get(Report, given.report).record
        source = writing.get(ReportSource, report.source)
        subject = Subject(person=report.person, kind=ReportSource.KIND, record=source.record.id)
        writing.note(Operation.CONSULTATION, subject)
    tell_json(source)
    return 0
