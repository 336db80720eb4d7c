"""``list show add change`` and the steps of a form, as commands of a group."""

import argparse
from collections.abc import Callable
from datetime import datetime
from functools import partial
from typing import Any

import msgspec

from casework.accounts.access import Access
from casework.accounts.within import listed
from casework.asking import Parsers, command, group, listing, signed_in
from casework.errors import CaseworkError
from casework.forms.fields import (
    add_options,
    can_be_typed,
    fields_of,
    given_fields,
    is_day,
    is_many,
)
from casework.forms.form import Form, Step
from casework.ids import new_id
from casework.moments import day_of, written
from casework.records.base import PersonRecord
from casework.records.stored import Stored
from casework.terminal import tell, tell_json, tell_rows

ALWAYS = "id", "person", "revision"
Perform = Callable[[argparse.Namespace], int]


def register(commands: Parsers, form: Form, group_word: str = "people") -> Parsers:
    """Add the form's commands under its word; the group is returned for what it has besides."""
    own = group(commands, form.word, form.text)
    start = f"skerry {group_word} {form.word}"
    consult = f"{form.kind.KIND}.consult"
    parser = listing(own, "list", f"{form.text} within reach", f"{start} list P-0042", consult)
    parser.add_argument("person", nargs="?", help="of one person only")
    parser.set_defaults(perform=partial(_list, form))
    parser = command(own, "show", "one, and its revisions", f"{start} show ID", consult)
    parser.add_argument("id")
    parser.set_defaults(perform=partial(_show, form))
    if form.addable:
        _register_add(own, form, start)
    if form.kind.REVISABLE:
        _register_change(own, form, start)
        for step in form.steps:
            _register_step(own, form, step, start)
    return own


def typed_fields(form: Form) -> list[str]:
    """The fields that the form asks for."""
    fields = fields_of(form.kind).items()
    return [name for name, told in fields if name not in form.hidden and can_be_typed(told)]


def _register_add(own: Parsers, form: Form, start: str) -> None:
    example = f"{start} add {form.example}"
    parser = command(own, "add", "file a new one", example, f"{form.kind.KIND}.add")
    parser.add_argument("person")
    parser.add_argument("--id", help="default: one is made")
    filled = {*form.now, *form.by}
    add_options(parser, form.kind, typed_fields(form), filled.__contains__)
    parser.set_defaults(perform=partial(_add, form))


def _register_change(own: Parsers, form: Form, start: str) -> None:
    text = "file the next revision; what is not named stays"
    parser = command(own, "change", text, f"{start} change ID", *_revising(form))
    _of_one(parser)
    add_options(parser, form.kind, typed_fields(form), lambda _name: True)
    parser.set_defaults(perform=partial(_revise, form, None))


def _register_step(own: Parsers, form: Form, step: Step, start: str) -> None:
    example = f"{start} {step.name} ID"
    parser = command(own, step.name, step.text, example, *_revising(form))
    _of_one(parser)
    names = [step.now, *([step.by] if step.by else []), *step.fields]
    add_options(parser, form.kind, names, lambda _name: True)
    parser.set_defaults(perform=partial(_revise, form, step))


def _revising(form: Form) -> tuple[str, str]:
    return f"{form.kind.KIND}.consult", f"{form.kind.KIND}.revise"


def _of_one(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("id")
    parser.add_argument("--after", type=int, metavar="N", help="the revision that this follows")


def _list(form: Form, given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        if given.person:
            found = access.consult_all(form.kind, given.person)
        else:
            found = listed(access, form.kind, form.word)
    header = (*ALWAYS, *form.columns, *form.shown)
    tell_rows(header, [_line(form, stored) for stored in found], given.format)
    return 0


def _line(form: Form, stored: Stored[PersonRecord]) -> tuple[object, ...]:
    record = stored.record
    cells = [_cell(getattr(record, name)) for name in form.columns]
    told = [shown(record) for shown in form.shown.values()]
    return (record.id, record.person, stored.revision, *cells, *told)


def _cell(value: object) -> object:
    match value:
        case None | bool():
            return value
        case datetime():
            return written(value)
        case tuple():
            return ", ".join(map(str, value))
        case _:
            return str(value)


def _show(form: Form, given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        for stored in access.history(form.kind, given.id):
            tell_json(stored)
    return 0


def _add(form: Form, given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        record = record_of(form, given, given.person, access)
        access.add(record)
    tell(f"{record.KIND} {record.id} filed")
    return 0


def record_of(
    form: Form, given: argparse.Namespace, person: str, access: Access, **fields: object
) -> PersonRecord:
    """A new record from what was typed; raises ``CaseworkError`` where it contradicts itself."""
    now = access.store.clock()
    values: dict[str, Any] = {
        **{name: _now(form, name, now) for name in form.now},
        **{name: _by(form, name, access.account) for name in form.by},
        **given_fields(given, form.kind),
        **fields,
    }
    return form.kind(id=given.id or new_id(now), person=person, **values)


def _now(form: Form, name: str, now: datetime) -> object:
    return day_of(now) if is_day(form.kind, name) else now


def _by(form: Form, name: str, account: str) -> object:
    return (account,) if is_many(form.kind, name) else account


def _revise(form: Form, step: Step | None, given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        found = access.consult(form.kind, given.id)
        values: dict[str, Any] = given_fields(given, form.kind)
        if step is not None:
            values.setdefault(step.now, _now(form, step.now, access.store.clock()))
            if step.by:
                values.setdefault(step.by, _by(form, step.by, access.account))
        if not values:
            raise CaseworkError("nothing is to be changed")
        changed = msgspec.structs.replace(found.record, **values)
        after = found.revision if given.after is None else given.after
        stored = access.revise(changed, after)
    tell(f"{form.kind.KIND} {given.id} is at revision {stored.revision}")
    return 0
