"""``skerry orders check|compliance``: what was looked at, and a row for every condition."""

import argparse
from datetime import datetime

from casework.accounts.access import Access
from casework.asking import Parsers, command, listing, option, signed_in
from casework.compliance import ComplianceRow, Looked, compliance
from casework.forms.readers import EVIDENCE, evidence
from casework.ids import new_id
from casework.importing.rows import moment
from casework.moments import utc_now
from casework.records.condition_check import ConditionCheck
from casework.records.order import Order
from casework.terminal import tell, tell_json, tell_rows

HEADER = ("order", "condition", "kind", "wording", "state", "examined", "evidence")


def register(commands: Parsers) -> None:
    """Add the commands to those of ``orders``."""
    example = "skerry orders check O-1 --condition c1 --examined 'exam X-1 of D-17'"
    text = "record that a condition was looked at, and the breach that it showed, if any"
    operations = ("order.consult", "condition_check.add")
    parser = command(commands, "check", text, example, *operations)
    parser.add_argument("order")
    parser.add_argument("--condition", required=True)
    parser.add_argument("--examined", required=True, help="what was looked at")
    parser.add_argument(
        "--breach", action="append", default=[], type=option(evidence), metavar=f"'{EVIDENCE}'"
    )
    parser.add_argument("--id", help="default: one is made")
    parser.set_defaults(perform=_check)
    example = "skerry orders compliance P-0042"
    text = "a row for every condition in force: breach, none found, or not examinable"
    operations = ("order.consult", "condition_check.consult")
    parser = listing(commands, "compliance", text, example, *operations)
    parser.add_argument("person")
    parser.add_argument("--at", type=option(moment), metavar="TIME", help="default: now")
    parser.set_defaults(perform=_compliance)


def _check(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        order = access.consult(Order, given.order).record
        now = access.store.clock()
        check = ConditionCheck(
            id=given.id or new_id(now),
            person=order.person,
            order=order.id,
            condition=given.condition,
            examined=given.examined,
            by=access.account,
            at=now,
            breach=tuple(given.breach),
        )
        access.add(check)
    tell(f"check {check.id} filed")
    return 0


def _compliance(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        rows = rows_of(access, given.person, given.at or utc_now())
    if given.format == "jsonl":
        for row in rows:
            tell_json(row)
    else:
        tell_rows(HEADER, [_line(row) for row in rows], given.format)
    return 0


def rows_of(access: Access, person: str, at: datetime) -> list[ComplianceRow]:
    """Every condition of every order in force; raises ``Refused``."""
    orders = [stored.record for stored in access.consult_all(Order, person)]
    checks = [stored.record for stored in access.consult_all(ConditionCheck, person)]
    found: list[ComplianceRow] = []
    for order in orders:
        own = (one for one in checks if one.order == order.id and one.at <= at)
        looked = [
            Looked(condition=one.condition, examined=one.examined, breach=one.breach) for one in own
        ]
        found += compliance(order, looked, at)
    return found


def _line(row: ComplianceRow) -> tuple[object, ...]:
    condition = row.condition
    examined = "; ".join(row.examined) or "-"
    kind = str(condition.kind)
    state = str(row.state)
    return (row.order, condition.id, kind, condition.wording, state, examined, len(row.evidence))
