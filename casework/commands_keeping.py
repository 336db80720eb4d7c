"""``skerry people retention|erase|repeat-erasures|source``: how long records are kept, who told."""

import argparse
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import BinaryIO

import msgspec

from casework.accounts.access import Access
from casework.accounts.within import Within
from casework.act import Operation
from casework.asking import EXIT_IMPERFECT, Parsers, command, listing, option, signed_in
from casework.audit.file import read_log
from casework.audit.line import Detail
from casework.importing.rows import day
from casework.moments import day_of, utc_now
from casework.private_file import private_file
from casework.records.order import Order
from casework.records.report import Report, ReportSource
from casework.records.retention import LegalHold, RetentionReview
from casework.retention.due import holding, retention_due
from casework.retention.erasing import erase_in, repeat_erasures, scrub
from casework.retention.schedule import Schedule, read_schedule
from casework.terminal import tell, tell_json, tell_rows, warn

REPEAT = "person.repeat_erasures"
HEADER = ("person", "rule", "due", "hold")


def register(commands: Parsers) -> None:
    """Add the commands to those of ``people``."""
    example = "skerry people retention --schedule force.toml"
    parser = listing(
        commands,
        "retention",
        "whose records are due for review",
        example,
        "retention_review.consult",
    )
    parser.add_argument("--schedule", type=Path, required=True, metavar="FILE.toml")
    parser.add_argument("--by", type=option(day), metavar="DAY", help="default: today")
    parser.set_defaults(perform=_retention)
    example = "skerry people erase P-0042 --certificate P-0042.erased.json"
    text = "erase a person whom a review says to erase"
    parser = command(commands, "erase", text, example, "person.erase")
    parser.add_argument("person")
    parser.add_argument("--certificate", type=Path, required=True, metavar="FILE")
    parser.set_defaults(perform=_erase)
    example = "skerry people repeat-erasures log.jsonl --certificates erased-again.jsonl"
    text = "after restoring a backup, erase again whom a log kept elsewhere says were erased"
    parser = command(commands, "repeat-erasures", text, example, REPEAT)
    parser.add_argument("log", type=Path, help="an export of the log, from after the backup")
    parser.add_argument("--certificates", type=Path, required=True, metavar="FILE")
    parser.set_defaults(perform=_repeat)
    example = "skerry people source R-1"
    operations = ("report.consult", "report_source.consult")
    parser = command(commands, "source", "who told a report", example, *operations)
    parser.add_argument("report")
    parser.set_defaults(perform=_source)


def _retention(given: argparse.Namespace) -> int:
    schedule, by = read_schedule(given.schedule), given.by or day_of(utc_now())
    with signed_in(given) as access:
        rows = _due(access, schedule, by)
    tell_rows(HEADER, rows, given.format)
    return EXIT_IMPERFECT if rows else 0


def _due(access: Access, schedule: Schedule, by: date) -> list[tuple[object, ...]]:
    operation = "retention_review.consult"
    rows: list[tuple[object, ...]] = []
    with access.attempt(operation) as writing:
        within = Within(access, writing)
        within.check(operation)
        for person in within.people(operation):
            orders = [found.record for found in writing.of(person.id, Order)]
            reviews = [found.record for found in writing.of(person.id, RetentionReview)]
            due = retention_due(person, orders, reviews, schedule)
            if due is not None and due.due <= by:
                hold = holding(found.record for found in writing.of(person.id, LegalHold))
                rows.append((person.id, due.rule, due.due.isoformat(), hold.id if hold else None))
        writing.searched(f"retention due by {by}", [str(row[0]) for row in rows])
    return rows


def _erase(given: argparse.Namespace) -> int:
    with signed_in(given) as access, written_to(given.certificate) as file:
        with access.doing("person.erase", given.person) as writing:
            certificate = erase_in(writing, given.person, given.erasers())
        hand_over(file, [msgspec.json.format(msgspec.json.encode(certificate))])
        scrubbed = scrub(access.store.engine)
    tell(f"{given.person} erased (line {certificate.line} of the log)")
    tell("backups taken before still hold the key: see the documentation on restoring")
    if not scrubbed:
        warn("another program reads the database: its log holds the erased rows until that ends")
        return EXIT_IMPERFECT
    return 0


def _repeat(given: argparse.Namespace) -> int:
    lines = list(read_log(given.log))
    with signed_in(given) as access, written_to(given.certificates) as file:
        with access.doing(REPEAT) as writing:
            detail: Detail = {"operation": REPEAT, "lines": len(lines)}
            writing.note(Operation.UPKEEP, detail=detail)
        done = repeat_erasures(access.store, access.act(), lines, given.erasers())
        hand_over(file, [msgspec.json.encode(certificate) for certificate in done])
    for certificate in done:
        tell(f"{certificate.person} erased again (line {certificate.line} of the log)")
    tell(f"{len(done)} erased again")
    return 0


@contextmanager
def written_to(path: Path) -> Iterator[BinaryIO]:
    """A new file, which is not left behind empty where what it is to certify fails."""
    with private_file(path) as file:
        try:
            yield file
        except BaseException:
            if not file.tell():
                path.unlink()
            raise


def hand_over(file: BinaryIO, certificates: list[bytes]) -> None:
    """Write what certifies an erasure that is done: to the terminal where the file takes it not."""
    try:
        for certificate in certificates:
            file.write(certificate + b"\n")
        file.flush()
        os.fsync(file.fileno())
    except OSError:
        warn("the certificate could not be written to its file; it is this, keep it:")
        for certificate in certificates:
            for line in certificate.decode().splitlines():
                tell(line)
        raise


def _source(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        report = access.consult(Report, given.report).record
        tell_json(access.consult(ReportSource, report.source))
    return 0
