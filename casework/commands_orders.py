"""``skerry orders …``: orders and licences, their ends and notices, the monitor's basis file."""

import argparse
from datetime import datetime, timedelta
from pathlib import Path

from casework import commands_compliance, commands_order_changes
from casework.accounts.access import Access
from casework.accounts.authorising import Refused
from casework.accounts.within import Within, listed
from casework.act import Act, Operation
from casework.asking import (
    EXIT_IMPERFECT,
    Parsers,
    as_system,
    command,
    group,
    listing,
    option,
    signed_in,
    signed_in_or_system,
)
from casework.basis.everybody import ending_soon, everybody, only
from casework.basis.file import BasisFile, write_basis
from casework.commands_order_changes import permissions_typed, terms_options, with_values
from casework.commands_people import register_import
from casework.importing.rows import day, moment
from casework.moments import start_of, utc_now, written
from casework.records.order import Order, OrderType, Terms
from casework.records.permission import Notice
from casework.records.person import Person
from casework.records.stored import Stored
from casework.store import Store
from casework.terminal import tell, tell_json, tell_rows, tell_table

HEADER = ("order", "person", "type", "authority", "imposed", "last_day", "ended", "revision")
SOON = timedelta(days=28)
BASIS = "basis.consult"


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "orders", "orders and licences, and what they let be monitored")
    example = "skerry orders list --person P-0042"
    parser = listing(commands, "list", "every order within reach", example, "order.consult")
    parser.add_argument("--person")
    parser.set_defaults(perform=_list)
    example = "skerry orders show O-1"
    parser = command(commands, "show", "one order and its revisions", example, "order.consult")
    parser.add_argument("order")
    parser.set_defaults(perform=_show)
    _register_add(commands)
    commands_order_changes.register(commands)
    commands_compliance.register(commands)
    _register_basis(commands)
    register_import(commands, "orders")


def _register_add(commands: Parsers) -> None:
    example = (
        "skerry orders add O-1 --person P-0042 --type SHPO --authority 'Unreal Sheriff Court'"
        " --imposed 2026-11-01 --kind messages --device D-17 --served 2026-11-02T09:00Z"
    )
    parser = command(commands, "add", "file an order", example, "order.add")
    parser.add_argument("order")
    parser.add_argument("--person", required=True)
    parser.add_argument("--type", required=True, choices=[str(kind) for kind in OrderType])
    parser.add_argument("--authority", required=True, help="the court or body")
    parser.add_argument("--imposed", required=True, type=option(day), metavar="DAY")
    parser.add_argument(
        "--since", type=option(moment), metavar="TIME", help="default: start of that day"
    )
    terms_options(parser)
    parser.add_argument("--interim", action="store_true")
    parser.add_argument("--served", type=option(moment), metavar="TIME", help="notice was served")
    parser.set_defaults(perform=_add)


def _register_basis(commands: Parsers) -> None:
    example = "skerry orders basis --out basis.json"
    text = "what may be monitored, and who is not"
    parser = command(commands, "basis", text, example, BASIS)
    as_system(parser)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the monitor's basis file")
    parser.add_argument("--at", type=option(moment), metavar="TIME", help="default: now")
    parser.set_defaults(perform=_basis)


def _list(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        if given.person:
            found = access.consult_all(Order, given.person)
        else:
            found = listed(access, Order, "orders")
    tell_rows(HEADER, [_line(stored) for stored in found], given.format)
    return 0


def _line(stored: Stored[Order]) -> tuple[object, ...]:
    order = stored.record
    last_day = order.terms[-1].last_day
    return (
        order.id,
        order.person,
        str(order.type),
        order.authority,
        order.imposed.isoformat(),
        last_day.isoformat() if last_day else None,
        written(order.ending.at) if order.ending else None,
        stored.revision,
    )


def _show(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        for stored in access.history(Order, given.order):
            tell_json(stored)
    return 0


def _add(given: argparse.Namespace) -> int:
    terms = Terms(
        since=given.since or start_of(given.imposed),
        interim=given.interim,
        last_day=given.last_day,
        conditions=with_values(given.condition, given),
        permissions=permissions_typed(given),
    )
    with signed_in(given) as access:
        by = access.account
        notices = (Notice(served=given.served, served_by=by),) if given.served else ()
        access.add(_order(given, terms, notices))
    tell(
        f"{given.order} filed" + ("" if notices else "; no notice served, so nothing is monitored")
    )
    return 0


def _order(given: argparse.Namespace, terms: Terms, notices: tuple[Notice, ...]) -> Order:
    return Order(
        id=given.order,
        person=given.person,
        type=OrderType(given.type),
        authority=given.authority,
        imposed=given.imposed,
        terms=(terms,),
        notices=notices,
    )


def _basis(given: argparse.Namespace) -> int:
    at = given.at or utc_now()
    with signed_in_or_system(given, BASIS) as (store, act, access):
        content = _of_system(store, act, at) if access is None else _of_account(access, given, at)
    if given.out:
        write_basis(given.out, content)
    tell_table(("person", "device", "order", "kinds", "ends"), _monitored(content, at))
    for one in content.not_monitored:
        tell(f"NOT MONITORED {one.person}{f' {one.device}' if one.device else ''}: {one.reason}")
    return EXIT_IMPERFECT if content.not_monitored else 0


def _monitored(content: BasisFile, at: datetime) -> list[tuple[str, str, str, str, str]]:
    """A row for each end of what may be monitored of a device under an order; soon is said."""
    soon = set(ending_soon(content, at, SOON))
    found: dict[tuple[str, str, str, str], list[str]] = {}
    for span in content.spans:
        if span.covers(at):
            ends = "" if span.until is None else written(span.until)
            ends += " (soon)" if span in soon else ""
            found.setdefault((span.person, span.device, span.order, ends), []).append(span.kind)
    rows = sorted((*place, sorted(set(kinds))) for place, kinds in found.items())
    return [
        (person, device, order, ", ".join(kinds), ends)
        for person, device, order, ends, kinds in rows
    ]


def _of_system(store: Store, act: Act, at: datetime) -> BasisFile:
    with store.writing(act) as writing:
        writing.note(Operation.CONSULTATION, detail={"operation": BASIS})
        return everybody(writing, at)


def _of_account(access: Access, given: argparse.Namespace, at: datetime) -> BasisFile:
    """Those within the account's reach; a file for the monitor is of everybody, or is not made."""
    with access.attempt(BASIS) as writing:
        within = Within(access, writing)
        within.check(BASIS)
        people = {person.id for person in within.people(BASIS)}
        if given.out and len(people) < sum(1 for _ in writing.every(Person)):
            raise Refused(BASIS, "a basis file is of everybody")
        writing.searched("basis", sorted(people))
        return only(everybody(writing, at), people)
