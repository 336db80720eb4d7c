"""``skerry people …``: lists, one person, registration, first load, export."""

import argparse
from datetime import date
from pathlib import Path

import msgspec

from casework import commands_keeping, commands_ratings
from casework.act import Operation
from casework.asking import (
    EXIT_IMPERFECT,
    Parsers,
    act_of,
    command,
    group,
    listing,
    store_of,
)
from casework.audit.line import Subject
from casework.errors import CaseworkError
from casework.exporting import people_of_area, person_export
from casework.importing.loading import load
from casework.importing.rows import day
from casework.intents import outside
from casework.moments import day_of, utc_now
from casework.records.coding import decoded
from casework.records.kinds import KINDS, kind_named
from casework.records.person import Management, Person
from casework.records.retention import Archiving
from casework.records.stored import Stored
from casework.retention.due import archived_people
from casework.standing import managed_on, standing_on
from casework.terminal import tell, tell_json, tell_rows, tell_table

HEADER = ("person", "name", "category", "level", "area", "standing", "revision")
PROTECTED = frozenset({"report_source"})
"""Kinds that are shown by no command that shows a person."""


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "people", "people who are managed")
    parser = listing(commands, "list", "everybody on file", "skerry people list --area North")
    parser.add_argument("--area", help="only those managed there today")
    parser.add_argument("--archived", action="store_true", help="only those in the archive")
    parser.set_defaults(perform=_list)
    parser = command(commands, "show", "one person's records", "skerry people show P-0042")
    parser.add_argument("person")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.set_defaults(perform=_show)
    _register_changes(commands)
    _register_export(commands)
    commands_keeping.register(commands)
    commands_ratings.register(commands)


def _register_changes(commands: Parsers) -> None:
    example = "skerry people add P-0042 --name 'Person 0042 Testcase' --area North"
    parser = command(commands, "add", "register a person", example)
    parser.add_argument("person")
    parser.add_argument("--name", required=True)
    parser.add_argument("--born", type=day, metavar="DAY")
    parser.add_argument("--area", required=True)
    parser.add_argument("--authority", default="police")
    parser.add_argument("--category", type=int, choices=(1, 2, 3))
    parser.add_argument("--level", type=int, choices=(1, 2, 3))
    parser.add_argument("--since", type=day, metavar="DAY", help="managed since; default: today")
    parser.set_defaults(perform=_add)
    example = "skerry people file visit visit.json"
    parser = command(commands, "file", "file a record of any kind from JSON", example)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("record", type=Path, metavar="FILE.json")
    parser.add_argument("--after", type=int, metavar="N", help="the revision that this follows")
    parser.set_defaults(perform=_file)
    register_import(commands, "people")


def register_import(commands: Parsers, kind: str) -> None:
    """The import of a list of a kind."""
    example = f"skerry {kind} import {kind}.csv --dry-run"
    parser = command(commands, "import", "load a CSV list, whole or not at all", example)
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--dry-run", action="store_true", help="only list every problem by row")
    parser.set_defaults(perform=_import, kind=kind)


def _register_export(commands: Parsers) -> None:
    example = "skerry people export P-0042 --out draft.json --recipient 'data protection'"
    parser = command(commands, "export", "one person's records as JSON, or an area's", example)
    parser.add_argument("person", nargs="?")
    parser.add_argument("--area", help="everybody managed there today, one a line")
    parser.add_argument("--out", type=Path, required=True, metavar="FILE")
    parser.add_argument("--recipient", required=True, help="who gets it")
    parser.add_argument("--reviewer", help="who passed what would be withheld")
    parser.add_argument("--pass", dest="passed", action="append", default=[], metavar="KIND")
    parser.set_defaults(perform=_export)


def _list(given: argparse.Namespace) -> int:
    today = day_of(utc_now())
    with store_of(given).writing(act_of(given)) as writing:
        archived = archived_people(found.record for found in writing.every(Archiving))
        wanted = [
            stored
            for stored in list(writing.every(Person))
            if (stored.record.id in archived) == given.archived
        ]
        rows = [_line(stored, today) for stored in wanted]
        if given.area:
            rows = [row for row in rows if row[HEADER.index("area")] == given.area]
        query = f"people in {given.area}" if given.area else "people"
        writing.searched(query, [str(row[0]) for row in rows])
    tell_rows(HEADER, rows, given.format)
    return 0


def _line(stored: Stored[Person], today: date) -> tuple[object, ...]:
    person = stored.record
    managed = managed_on(person, today)
    return (
        person.id,
        person.name,
        managed.category if managed else None,
        managed.level if managed else None,
        managed.area if managed else None,
        str(standing_on(person, today)),
        stored.revision,
    )


def _show(given: argparse.Namespace) -> int:
    with store_of(given).consulting(act_of(given), given.person) as reading:
        reading.get(Person, given.person)
        kinds = [kind for kind in reading.kinds_of(given.person) if kind not in PROTECTED]
        found = [stored for kind in kinds for stored in reading.of(given.person, KINDS[kind])]
    if given.json:
        for stored in found:
            tell_json({"kind": stored.record.KIND, **msgspec.to_builtins(stored)})
        return 0
    header = ("kind", "id", "revision", "recorded", "author", "reason")
    tell_table(
        header,
        [
            (
                s.record.KIND,
                s.record.id,
                s.revision,
                f"{s.recorded:%Y-%m-%d %H:%M}Z",
                s.author,
                s.reason,
            )
            for s in found
        ],
    )
    return 0


def _add(given: argparse.Namespace) -> int:
    managed = Management(
        since=given.since or day_of(utc_now()),
        category=given.category,
        level=given.level,
        authority=given.authority,
        area=given.area,
    )
    person = Person(
        id=given.person,
        person=given.person,
        name=given.name,
        born=given.born,
        management=(managed,),
    )
    with store_of(given).writing(act_of(given)) as writing:
        stored = writing.add(person)
    tell(f"{person.id} registered (line {stored.sequence} of the log)")
    return 0


def _file(given: argparse.Namespace) -> int:
    try:
        record = decoded(kind_named(given.kind), given.record.read_bytes())
    except OSError as error:
        raise CaseworkError(f"cannot read {given.record}: {error.strerror}") from None
    with store_of(given).writing(act_of(given)) as writing:
        after = given.after
        stored = writing.add(record) if after is None else writing.revise(record, after)
    tell(f"{given.kind} {record.id} revision {stored.revision} filed")
    return 0


def _import(given: argparse.Namespace) -> int:
    count, problems = load(store_of(given), act_of(given), given.file, given.kind, given.dry_run)
    for problem in problems:
        tell(problem.line())
    if problems:
        tell(f"{len(problems)} problems; nothing was filed")
        return EXIT_IMPERFECT
    tell(f"{count} {given.kind} {'would be' if given.dry_run else 'were'} filed")
    return 0


def _export(given: argparse.Namespace) -> int:
    if (given.person is None) == (given.area is None):
        raise CaseworkError("export one person, or an area")
    store, act, at = store_of(given), act_of(given, given.recipient), utc_now()
    with store.writing(act) as writing:
        wanted = [given.person] if given.person else people_of_area(writing, given.area, at)
        writing.searched(f"export of {given.person or given.area}", wanted)
        writing.consulted(*wanted)
        exports = [
            person_export(writing, person, at, given.reviewer, given.passed) for person in wanted
        ]
    subject = Subject(person=given.person)
    with outside(store, act, Operation.EXPORT, subject), given.out.open("xb") as file:
        for export in exports:
            file.write(msgspec.json.encode(export) + b"\n")
    tell(f"{len(exports)} written to {given.out}")
    return 0
