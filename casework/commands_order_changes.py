"""``skerry orders serve|vary|end|withdraw``: what becomes of an order."""

import argparse
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

import msgspec

from casework.asking import Parsers, command, option, signed_in
from casework.errors import CaseworkError
from casework.importing.rows import day, moment, one_of
from casework.moments import utc_now, written
from casework.records.condition import Condition, ConditionKind
from casework.records.order import Ending, EndReason, Order, OrderType, Terms
from casework.records.permission import DataKind, Notice, Permission, ThirdParties
from casework.terminal import tell

REVISE = "order.revise"


def register(commands: Parsers) -> None:
    """Add the commands to those of ``orders``."""
    example = "skerry orders serve O-1 --at 2026-11-02T09:00Z"
    parser = _change(commands, "serve", "record that notice was served", example)
    parser.add_argument("--at", type=option(moment), required=True, metavar="TIME")
    parser.set_defaults(perform=_serve)
    example = "skerry orders vary O-1 --since 2026-12-01 --kind messages --kind searches"
    text = "other terms from a moment on; what is not named stays as it was"
    parser = _change(commands, "vary", text, example)
    parser.add_argument("--since", type=option(moment), metavar="TIME", help="default: now")
    parser.add_argument("--full", action="store_true", help="an interim order is made full")
    terms_options(parser)
    parser.add_argument("--all-notified", action="store_true", help="no longer devices by name")
    parser.add_argument("--drop", action="append", default=[], metavar="CONDITION")
    parser.set_defaults(perform=_vary)
    example = "skerry orders end O-1 --why discharged"
    parser = _change(commands, "end", "record that an order ended, by default now", example)
    parser.add_argument("--why", required=True, choices=[str(reason) for reason in EndReason])
    parser.add_argument("--at", type=option(moment), metavar="TIME")
    parser.set_defaults(perform=_end)
    text = "record that consent was withdrawn: monitoring by it stops at that moment"
    parser = _change(commands, "withdraw", text, "skerry orders withdraw O-3")
    parser.add_argument(
        "--at", type=option(moment), metavar="TIME", help="when it was, if earlier than now"
    )
    parser.set_defaults(perform=_withdraw)


def _change(commands: Parsers, name: str, text: str, example: str) -> argparse.ArgumentParser:
    parser = command(commands, name, text, example, "order.consult", REVISE)
    parser.add_argument("order")
    return parser


def terms_options(parser: argparse.ArgumentParser) -> None:
    """What terms say: their last day, conditions, and what they let be monitored."""
    parser.add_argument("--last-day", type=option(day), metavar="DAY")
    parser.add_argument(
        *("--condition",),
        action="append",
        default=[],
        type=option(condition),
        metavar="ID:KIND:WORDING",
        help=f"KIND is one of {', '.join(ConditionKind)}",
    )
    parser.add_argument(
        "--kind", action="append", default=[], choices=[str(kind) for kind in DataKind]
    )
    parser.add_argument("--device", action="append", default=[], help="default: all notified")
    parser.add_argument("--third-parties", choices=[str(one) for one in ThirdParties])
    parser.add_argument(
        *("--permit",),
        action="append",
        default=[],
        type=option(permission),
        metavar="'KINDS | DEVICES | THIRD PARTIES'",
        help="may be repeated, in place of --kind; devices by name or 'all notified'",
    )
    parser.add_argument(
        *("--value",),
        action="append",
        default=[],
        type=option(value_of),
        metavar="CONDITION=TEXT",
        help="what of a condition a machine can read: a device, a place, a time",
    )


def condition(text: str) -> Condition:
    """A condition as it is typed; raises ``CaseworkError`` for what is none."""
    parts = text.split(":", 2)
    if len(parts) != 3 or parts[1] not in set(ConditionKind):
        raise CaseworkError(f"{text!r} is not ID:KIND:WORDING")
    return Condition(id=parts[0], kind=ConditionKind(parts[1]), wording=parts[2].strip())


def permission(text: str) -> Permission:
    """A permission as it is typed; raises ``CaseworkError`` for what is none."""
    parts = [part.strip() for part in text.split("|")]
    if len(parts) not in (2, 3):
        raise CaseworkError(f"{text!r} is not KINDS | DEVICES | THIRD PARTIES")
    listed = [tuple(one.strip() for one in part.split(",") if one.strip()) for part in parts]
    everything = listed[1] == ("all notified",)
    return Permission(
        kinds=tuple(one_of(DataKind)(kind) for kind in listed[0]),
        devices=() if everything else listed[1],
        all_notified=everything,
        third_parties=one_of(ThirdParties)(parts[2]) if parts[2:] else ThirdParties.EXCLUDED,
    )


def value_of(text: str) -> tuple[str, str]:
    """A condition's id and a value of it; raises ``CaseworkError`` for what is neither."""
    name, parted, value = text.partition("=")
    if not parted or not name.strip() or not value.strip():
        raise CaseworkError(f"{text!r} is not CONDITION=TEXT")
    return name.strip(), value.strip()


def with_values(
    conditions: Iterable[Condition], given: argparse.Namespace
) -> tuple[Condition, ...]:
    """The conditions with the values that were typed, in place of those they had."""
    typed: dict[str, tuple[str, ...]] = {}
    for name, value in given.value:
        typed[name] = (*typed.get(name, ()), value)
    found = tuple(
        msgspec.structs.replace(one, values=typed.pop(one.id, one.values)) for one in conditions
    )
    if typed:
        raise CaseworkError(f"no condition {', '.join(sorted(typed))} to have a value")
    return found


def permissions_typed(given: argparse.Namespace) -> tuple[Permission, ...]:
    """What is permitted to be monitored, by what was typed; nothing where no kind of data was."""
    if given.permit:
        if given.kind or given.device or given.third_parties:
            raise CaseworkError("what may be monitored is typed with --permit, or with --kind")
        return tuple(given.permit)
    if not given.kind:
        return ()
    typed = Permission(
        kinds=tuple(DataKind(kind) for kind in given.kind),
        devices=tuple(given.device),
        all_notified=not given.device,
        third_parties=ThirdParties(given.third_parties or ThirdParties.EXCLUDED),
    )
    return (typed,)


def varied(before: Terms, given: argparse.Namespace, since: datetime) -> Terms:
    """The next terms: those before, with what was typed in its place."""
    unknown = set(given.drop) - {one.id for one in before.conditions}
    if unknown:
        raise CaseworkError(f"no condition {', '.join(sorted(unknown))} to drop")
    new = {one.id: one for one in given.condition}
    kept = [new.pop(one.id, one) for one in before.conditions if one.id not in given.drop]
    conditions = with_values((*kept, *new.values()), given)
    changes: dict[str, Any] = {"since": since, "conditions": conditions}
    if given.permit:
        changes["permissions"] = permissions_typed(given)
    elif given.kind or given.device or given.third_parties or given.all_notified:
        changes["permissions"] = (_permission_varied(before, given),)
    if given.last_day:
        changes["last_day"] = given.last_day
    if given.full:
        changes["interim"] = False
    return msgspec.structs.replace(before, **changes)


def _permission_varied(before: Terms, given: argparse.Namespace) -> Permission:
    """The one permission, with what was typed in its place; of several, none can be meant."""
    if len(before.permissions) > 1:
        raise CaseworkError("the terms hold several permissions: say each with --permit")
    if not before.permissions:
        found = permissions_typed(given)
        if not found:
            raise CaseworkError("say with --kind what may be monitored on those terms")
        return found[0]
    changes: dict[str, Any] = {}
    if given.kind:
        changes["kinds"] = tuple(DataKind(kind) for kind in given.kind)
    if given.device or given.all_notified:
        changes |= {"devices": tuple(given.device), "all_notified": given.all_notified}
    if given.third_parties:
        changes["third_parties"] = ThirdParties(given.third_parties)
    return msgspec.structs.replace(before.permissions[0], **changes)


def _serve(given: argparse.Namespace) -> int:
    def served(order: Order, by: str) -> Order:
        notice = Notice(served=given.at, served_by=by)
        return msgspec.structs.replace(order, notices=(*order.notices, notice))

    return _revise(given, served)


def _vary(given: argparse.Namespace) -> int:
    since = given.since or utc_now()

    def changed(order: Order, _by: str) -> Order:
        if order.ending is not None:
            raise CaseworkError(f"order {order.id} ended at {written(order.ending.at)}")
        terms = (*order.terms, varied(order.terms[-1], given, since))
        return msgspec.structs.replace(order, terms=terms)

    code = _revise(given, changed)
    tell("where these terms reach further, have notice of them served before monitoring by them")
    return code


def _end(given: argparse.Namespace) -> int:
    return _revise(given, _ended(Ending(at=given.at or utc_now(), reason=EndReason(given.why))))


def _withdraw(given: argparse.Namespace) -> int:
    now = utc_now()
    at = given.at or now
    if at > now:
        raise CaseworkError("consent that is withdrawn is withdrawn at once, not later")
    end = _ended(Ending(at=at, reason=EndReason.CONSENT_WITHDRAWN))

    def changed(order: Order, by: str) -> Order:
        if order.type is not OrderType.CONSENT:
            raise CaseworkError(f"order {order.id} is a {order.type}: only consent is withdrawn")
        return end(order, by)

    return _revise(given, changed)


def _ended(ending: Ending) -> Callable[[Order, str], Order]:
    def changed(order: Order, _by: str) -> Order:
        if order.ending is not None and order.ending.at <= ending.at:
            raise CaseworkError(f"order {order.id} ended at {written(order.ending.at)} already")
        return msgspec.structs.replace(order, ending=ending)

    return changed


def _revise(given: argparse.Namespace, changed: Callable[[Order, str], Order]) -> int:
    with signed_in(given) as access:
        before = access.consult(Order, given.order)
        stored = access.revise(changed(before.record, access.account), before.revision)
    tell(f"{given.order} is at revision {stored.revision}")
    return 0
