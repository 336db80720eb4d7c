"""``skerry people …``: lists, one person, registration, first load, export."""

import argparse
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import msgspec

from casework import (
    commands_agenda,
    commands_decisions,
    commands_exams,
    commands_exporting,
    commands_flags,
    commands_keeping,
    commands_person_changes,
    commands_ratings,
)
from casework.accounts.within import listed, whole_file
from casework.asking import EXIT_IMPERFECT, Parsers, command, group, listing, option, signed_in
from casework.errors import CaseworkError
from casework.forms.commands import register as register_form
from casework.forms.declared import FORMS
from casework.importing.column_map import AS_THEY_ARE, read_column_map
from casework.importing.permitted import load_as
from casework.importing.rows import day, day_past
from casework.moments import day_of, utc_now, written
from casework.records.coding import decoded
from casework.records.kinds import KINDS, kind_named
from casework.records.person import Management, Person, RegisterEntry
from casework.records.retention import Archiving
from casework.records.stored import Stored
from casework.retention.due import archived_people
from casework.standing import managed_on, standing_on
from casework.terminal import tell, tell_json, tell_rows, tell_table

HEADER = ("person", "name", "category", "level", "area", "standing", "revision")


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "people", "people who are managed")
    example = "skerry people list --area North"
    parser = listing(commands, "list", "everybody within reach", example, "person.search")
    parser.add_argument("--area", help="only those managed there today")
    parser.add_argument("--archived", action="store_true", help="only those in the archive")
    parser.set_defaults(perform=_list)
    example = "skerry people search testcase"
    text = "whose reference or name holds a text, within reach"
    parser = listing(commands, "search", text, example, "person.search")
    parser.add_argument("text")
    parser.set_defaults(perform=_search)
    example = "skerry people show P-0042"
    parser = command(commands, "show", "one person's records", example, "person.consult")
    parser.add_argument("person")
    parser.add_argument("--json", action="store_true", help="print JSON lines")
    parser.set_defaults(perform=_show)
    _register_changes(commands)
    commands_exporting.register(commands)
    commands_keeping.register(commands)
    commands_person_changes.register(commands)
    commands_agenda.register(commands)
    _register_forms(commands)


BESIDE: dict[str, Callable[[Parsers], None]] = {
    "decisions": commands_decisions.register,
    "exams": commands_exams.register,
    "flags": commands_flags.register_flags,
    "ratings": commands_ratings.register,
    "reports": commands_flags.register_reports,
}
"""What some forms have beyond what their fields give."""


def _register_forms(commands: Parsers) -> None:
    for form in FORMS:
        own = register_form(commands, form)
        if form.word in BESIDE:
            BESIDE[form.word](own)


def _register_changes(commands: Parsers) -> None:
    example = "skerry people add P-0042 --name 'Person 0042 Testcase' --area North"
    parser = command(commands, "add", "register a person", example, "person.add")
    parser.add_argument("person")
    parser.add_argument("--name", required=True)
    parser.add_argument("--born", type=option(day_past), metavar="DAY")
    parser.add_argument("--area", required=True)
    parser.add_argument("--authority", default="police")
    parser.add_argument("--category", type=int, choices=(1, 2, 3))
    parser.add_argument("--level", type=int, choices=(1, 2, 3))
    parser.add_argument(
        "--since", type=option(day), metavar="DAY", help="managed since; default: today"
    )
    parser.add_argument(
        *("--register",),
        action="append",
        default=[],
        type=option(register_entry),
        metavar="NAME=NUMBER",
        help="the person's number in a register outside",
    )
    parser.set_defaults(perform=_add)
    example = "skerry people file visit visit.json"
    operations = [f"{kind}.add" for kind in KINDS if kind not in ("account", "break_glass")]
    text = "file a record of any kind from JSON"
    parser = command(commands, "file", text, example, *operations)
    parser.add_argument("kind", choices=sorted(KINDS))
    parser.add_argument("record", type=Path, metavar="FILE.json")
    parser.add_argument("--after", type=int, metavar="N", help="the revision that this follows")
    parser.set_defaults(perform=_file)
    register_import(commands, "people")
    _register_glass(commands)


def _register_glass(commands: Parsers) -> None:
    example = "skerry people break-glass P-0042 --reason 'reported missing, nobody on duty'"
    text = "open a person's records beyond one's reach for a time; supervisors are told"
    parser = command(commands, "break-glass", text, example, "break_glass.add")
    parser.add_argument("person")
    parser.add_argument(
        "--hours", type=option(hours), default=timedelta(hours=1), help="at most 8; default: 1"
    )
    parser.set_defaults(perform=_break_glass)


def hours(text: str) -> timedelta:
    """A number of hours above nought; raises ``CaseworkError`` for what is none."""
    try:
        lasts = timedelta(hours=float(text))
    except (ValueError, OverflowError):
        lasts = timedelta()
    if lasts <= timedelta():
        raise CaseworkError(f"{text!r} is no number of hours")
    return lasts


def register_import(commands: Parsers, kind: str) -> None:
    """The import of a list of a kind."""
    example = f"skerry {kind} import {kind}.csv --dry-run"
    text = "load a CSV list, whole or not at all"
    parser = command(commands, "import", text, example, "people.import")
    parser.add_argument("file", type=Path, metavar="FILE.csv")
    parser.add_argument("--dry-run", action="store_true", help="only list every problem by row")
    parser.add_argument(
        "--map", type=Path, metavar="MAP.toml", help="how the file's headings and words are ours"
    )
    parser.set_defaults(perform=_import, kind=kind)


def _list(given: argparse.Namespace) -> int:
    today = day_of(utc_now())
    query = f"people in {given.area}" if given.area else "people"
    with signed_in(given) as access:
        with access.store.reading() as reading:
            archived = archived_people(found.record for found in reading.every(Archiving))

        def wanted(stored: Stored[Person]) -> bool:
            managed = managed_on(stored.record, today)
            there = given.area is None or (managed is not None and managed.area == given.area)
            return there and (stored.record.id in archived) == given.archived

        found = listed(access, Person, query, "person.search", wanted)
    tell_rows(HEADER, [_line(stored, today) for stored in found], given.format)
    return 0


def _search(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        found = access.search(given.text)
    rows = [(one.id, one.name, ", ".join(one.other_names)) for one in found]
    tell_rows(("person", "name", "other_names"), rows, given.format)
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
    with signed_in(given) as access:
        found = whole_file(access, given.person)
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


def register_entry(text: str) -> RegisterEntry:
    """A number in a register; raises ``CaseworkError`` for what is none."""
    name, parted, number = text.partition("=")
    if not parted or not name.strip() or not number.strip():
        raise CaseworkError(f"{text!r} is not NAME=NUMBER")
    return RegisterEntry(register=name.strip(), number=number.strip())


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
        registers=tuple(given.register),
        management=(managed,),
    )
    with signed_in(given) as access:
        stored = access.add(person)
    tell(f"{person.id} registered (line {stored.sequence} of the log)")
    return 0


def _file(given: argparse.Namespace) -> int:
    try:
        record = decoded(kind_named(given.kind), given.record.read_bytes())
    except OSError as error:
        raise CaseworkError(f"cannot read {given.record}: {error.strerror}") from None
    with signed_in(given) as access:
        after = given.after
        stored = access.add(record) if after is None else access.revise(record, after)
    tell(f"{given.kind} {record.id} revision {stored.revision} filed")
    return 0


def _break_glass(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        glass = access.break_glass(given.person, given.reason or "", given.hours).record
    tell(f"{given.person} is open until {written(glass.until)}; supervisors are told")
    return 0


def _import(given: argparse.Namespace) -> int:
    named = read_column_map(given.map) if given.map else AS_THEY_ARE
    with signed_in(given) as access:
        count, problems = load_as(access, given.file, given.kind, given.dry_run, named)
    for problem in problems:
        tell(problem.line())
    if problems:
        tell(f"{len(problems)} problems; nothing was filed")
        return EXIT_IMPERFECT
    tell(f"{count} {given.kind} {'would be' if given.dry_run else 'were'} filed")
    return 0
