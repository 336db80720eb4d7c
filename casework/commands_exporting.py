"""``skerry people export``: one person's records as JSON, or an area's."""

import argparse
from pathlib import Path

import msgspec

from casework.accounts.access import Access
from casework.accounts.authorising import Refused
from casework.accounts.lines import safe
from casework.accounts.within import Within
from casework.act import Operation
from casework.asking import Parsers, command, signed_in
from casework.audit.line import Subject
from casework.errors import CaseworkError
from casework.exporting import PersonExport, people_of_area, person_export
from casework.intents import outside
from casework.private_file import private_file
from casework.terminal import tell

EXPORT, PASS = "person.export", "person.pass"


def register(commands: Parsers) -> None:
    """Add the command to those of ``people``."""
    example = "skerry people export P-0042 --out draft.json --recipient 'data protection'"
    text = "one person's records as JSON, or an area's"
    parser = command(commands, "export", text, example, EXPORT, PASS)
    parser.add_argument("person", nargs="?")
    parser.add_argument("--area", help="everybody managed there today, one a line")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--recipient", required=True, help="who gets it")
    parser.add_argument(
        *("--reviewed",),
        action="store_true",
        help="as the reviewer, whose account is named in it: no draft any more",
    )
    parser.add_argument(
        *("--pass",),
        dest="passed",
        action="append",
        default=[],
        metavar="KIND",
        help="with --reviewed: give records of a kind that would be withheld",
    )
    parser.set_defaults(perform=_export)


def _export(given: argparse.Namespace) -> int:
    if (given.person is None) == (given.area is None):
        raise CaseworkError("export one person, or an area")
    with signed_in(given) as access:
        exports = _made(access, given)
        act, subject = access.act(recipient=given.recipient), Subject(person=given.person)
        with (
            outside(access.store, act, Operation.EXPORT, subject),
            private_file(given.out) as file,
        ):
            for export in exports:
                file.write(msgspec.json.encode(export) + b"\n")
    tell(f"{len(exports)} written to {given.out}")
    return 0


def _made(access: Access, given: argparse.Namespace) -> list[PersonExport]:
    at, reviewer = access.store.clock(), access.account if given.reviewed else None
    act = access.act(recipient=given.recipient)
    with access.attempt(EXPORT, Subject(person=safe(given.person)), act) as writing:
        within = Within(access, writing)
        within.check(EXPORT)
        people = [given.person] if given.person else people_of_area(writing, given.area, at)
        for operation in (EXPORT, PASS) if reviewer else (EXPORT,):
            if not all(within.may(operation, person) for person in people):
                raise Refused(operation, "out of the account's reach")
        writing.searched(f"export of {given.person or given.area}", people)
        writing.consulted(*people)
        return [person_export(writing, person, at, reviewer, given.passed) for person in people]
