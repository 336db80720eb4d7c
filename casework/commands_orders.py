"""``skerry orders …``: orders and licences, their ends and notices, the monitor's basis file."""

import argparse
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from casework.asking import (
    EXIT_IMPERFECT,
    Parsers,
    act_of,
    command,
    group,
    listing,
    store_of,
)
from casework.basis.everybody import ending_soon, everybody
from casework.basis.file import write_basis
from casework.commands_people import register_import
from casework.importing.rows import day, moment
from casework.moments import start_of, utc_now, written
from casework.records.order import Ending, EndReason, Order, OrderType, Terms
from casework.records.permission import DataKind, Notice, Permission, ThirdParties
from casework.records.stored import Stored
from casework.store import Store
from casework.terminal import tell, tell_json, tell_rows, tell_table

HEADER = ("order", "person", "type", "authority", "imposed", "last_day", "ended", "revision")
SOON = timedelta(days=28)


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "orders", "orders and licences, and what they let be monitored")
    parser = listing(commands, "list", "every order", "skerry orders list --person P-0042")
    parser.add_argument("--person")
    parser.set_defaults(perform=_list)
    parser = command(commands, "show", "one order and its revisions", "skerry orders show O-1")
    parser.add_argument("order")
    parser.set_defaults(perform=_show)
    _register_add(commands)
    _register_changes(commands)
    register_import(commands, "orders")


def _register_add(commands: Parsers) -> None:
    example = (
        "skerry orders add O-1 --person P-0042 --type SHPO --authority 'Unreal Sheriff Court'"
        " --imposed 2026-11-01 --kind messages --device D-17 --served 2026-11-02T09:00Z"
    )
    parser = command(commands, "add", "file an order", example)
    parser.add_argument("order")
    parser.add_argument("--person", required=True)
    parser.add_argument("--type", required=True, choices=[str(kind) for kind in OrderType])
    parser.add_argument("--authority", required=True, help="the court or body")
    parser.add_argument("--imposed", required=True, type=day, metavar="DAY")
    parser.add_argument("--since", type=moment, metavar="TIME", help="default: start of that day")
    parser.add_argument("--last-day", type=day, metavar="DAY")
    parser.add_argument("--interim", action="store_true")
    parser.add_argument(
        "--kind", action="append", default=[], choices=[str(kind) for kind in DataKind]
    )
    parser.add_argument("--device", action="append", default=[], help="default: all notified")
    parser.add_argument(
        "--third-parties", choices=[str(one) for one in ThirdParties], default="excluded"
    )
    parser.add_argument("--served", type=moment, metavar="TIME", help="notice was served")
    parser.set_defaults(perform=_add)


def _register_changes(commands: Parsers) -> None:
    example = "skerry orders serve O-1 --at 2026-11-02T09:00Z"
    parser = command(commands, "serve", "record that notice was served", example)
    parser.add_argument("order")
    parser.add_argument("--at", type=moment, required=True, metavar="TIME")
    parser.set_defaults(perform=_serve)
    example = "skerry orders end O-2 --why 'consent withdrawn'"
    parser = command(commands, "end", "record that an order ended, by default now", example)
    parser.add_argument("order")
    parser.add_argument("--why", required=True, choices=[str(reason) for reason in EndReason])
    parser.add_argument("--at", type=moment, metavar="TIME")
    parser.set_defaults(perform=_end)
    example = "skerry orders basis --out basis.json"
    parser = command(commands, "basis", "what may be monitored, and who is not", example)
    parser.add_argument("--out", type=Path, metavar="FILE", help="write the monitor's basis file")
    parser.add_argument("--at", type=moment, metavar="TIME", help="default: now")
    parser.set_defaults(perform=_basis)


def _list(given: argparse.Namespace) -> int:
    with store_of(given).writing(act_of(given)) as writing:
        if given.person:
            writing.consulted(given.person)
            found = writing.of(given.person, Order)
        else:
            found = list(writing.every(Order))
            writing.searched("orders", [stored.record.id for stored in found])
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
    with store_of(given).writing(act_of(given)) as writing:
        history = [writing.get(Order, given.order), *writing.history(Order, given.order)[:-1]]
        writing.consulted(history[0].record.person)
    for stored in history:
        tell_json(stored)
    return 0


def _add(given: argparse.Namespace) -> int:
    permission = Permission(
        kinds=tuple(DataKind(kind) for kind in given.kind) or (DataKind.DEVICE_STATE,),
        devices=tuple(given.device),
        all_notified=not given.device,
        third_parties=ThirdParties(given.third_parties),
    )
    terms = Terms(
        since=given.since or start_of(given.imposed),
        interim=given.interim,
        last_day=given.last_day,
        permissions=(permission,) if given.kind else (),
    )
    act = act_of(given)
    notices = (Notice(served=given.served, served_by=act.actor),) if given.served else ()
    order = Order(
        id=given.order,
        person=given.person,
        type=OrderType(given.type),
        authority=given.authority,
        imposed=given.imposed,
        terms=(terms,),
        notices=notices,
    )
    with store_of(given).writing(act) as writing:
        writing.add(order)
    tell(f"{order.id} filed" + ("" if notices else "; no notice served, so nothing is monitored"))
    return 0


def _serve(given: argparse.Namespace) -> int:
    notice = Notice(served=given.at, served_by=act_of(given).actor)
    return _revise(given, lambda order: {"notices": (*order.notices, notice)})


def _end(given: argparse.Namespace) -> int:
    ending = Ending(at=given.at or utc_now(), reason=EndReason(given.why))
    return _revise(given, lambda _order: {"ending": ending})


def _revise(given: argparse.Namespace, changes: Callable[[Order], dict[str, object]]) -> int:
    store: Store = store_of(given)
    with store.writing(act_of(given)) as writing:
        before = writing.get(Order, given.order)
        after = msgspec.structs.replace(before.record, **changes(before.record))
        stored = writing.revise(after, before.revision)
    tell(f"{given.order} is at revision {stored.revision}")
    return 0


def _basis(given: argparse.Namespace) -> int:
    at = given.at or utc_now()
    with store_of(given).reading() as reading:
        content = everybody(reading, at)
    if given.out:
        write_basis(given.out, content)
    tell_table(
        ("person", "device", "kind", "order", "ends"),
        [(s.person, s.device, s.kind, s.order, s.until) for s in ending_soon(content, at, SOON)],
    )
    for one in content.not_monitored:
        tell(f"NOT MONITORED {one.person}{f' {one.device}' if one.device else ''}: {one.reason}")
    return EXIT_IMPERFECT if content.not_monitored else 0
