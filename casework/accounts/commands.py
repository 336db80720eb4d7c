"""``skerry accounts …``: arguments in, lines out."""

import argparse
import json
from collections.abc import Callable
from datetime import date
from typing import Any

import msgspec

from casework.accounts import administering
from casework.accounts.access import Access
from casework.accounts.account import Account, Disabling, Vetting
from casework.accounts.notices import notices
from casework.accounts.permissions import permissions
from casework.accounts.resetting import agree, reset
from casework.accounts.roles import Role
from casework.accounts.sitting import enrol, sign_in_here, sign_out_here
from casework.accounts.vetting import vetting_rules
from casework.act import Act
from casework.asking import Parsers, as_system, command, group, host_account, job, opened, signed_in
from casework.terminal import shown, warn
from skerry import UsageError, home

Perform = Callable[[argparse.Namespace], int]
OPERATIONS = {
    "add": "account.add",
    "approve": "account.approve",
    "close-unused": "account.close_unused",
    "disable": "account.revise",
    "enable": "account.revise",
    "list": "account.consult",
    "notices": "account.notices",
    "reset": "account.reset",
    "revoke": "session.revoke",
    "roles": "account.revise",
    "seen": "break_glass.revise",
    "vetting": "account.revise",
}
"""What each command takes; those that are not here take no session."""


def register(halves: Parsers) -> None:
    """Add the commands."""
    commands = group(halves, "accounts", "who may sign in, and what each may do")
    _command(commands, "list", "every account", _list)
    _command(commands, "notices", "what is to be acted on", _notices)
    _command(commands, "permissions", "the table of who may do what", _permissions)
    text = "disable what nobody used for 12 months"
    as_system(_command(commands, "close-unused", text, _close_unused))
    _command(commands, "sign-out", "end this command line's session", sign_out_here)
    for name, text, perform in (
        ("sign-in", "start a session for this command line", sign_in_here),
        ("enrol", "turn a one-time code into a password and a second factor", enrol),
        (
            "approve",
            "as the second person, agree to roles or a reset asked for",
            _approve,
        ),
        ("enable", "open a closed account again", _enable),
        ("reset", "a new one-time code; password, second factor and sessions go", _reset),
        ("revoke", "end an account's sessions", _revoke),
    ):
        _named(commands, name, text, perform)
    _register_changes(commands)
    _register_recovery(commands)
    seen = _command(commands, "seen", "as supervisor, answer a break-glass notice", _seen, "01J9Z")
    seen.add_argument("reference", metavar="ID")


def _register_changes(commands: Parsers) -> None:
    added = _named(commands, "add", "a new account; the first is an administrator's", _add)
    added.add_argument("--holder", required=True, help="whose it is")
    _roles_of(added)
    added.add_argument("--agency", help="for a partner agency: as disclosures name it")
    _vetting_of(added)
    roles = _named(
        commands, "roles", "set roles, areas and people; what is not named stays", _roles
    )
    _roles_of(roles)
    _vetting_of(_named(commands, "vetting", "set clearances", _vetting))
    disabled = _named(commands, "disable", "close an account and its sessions", _disable)
    disabled.add_argument("--why", choices=list(Disabling), default=Disabling.LEFT)


def _register_recovery(commands: Parsers) -> None:
    text = "at the host, make an administrator where every other is lost; all are told"
    parser = _named(commands, "recover", text, _recover)
    parser.add_argument("--holder", required=True, help="whose it is")
    _vetting_of(parser)


def _command(
    commands: Parsers, name: str, text: str, perform: Perform, words: str = ""
) -> argparse.ArgumentParser:
    example = f"skerry accounts {name} {words}".rstrip()
    operations = (OPERATIONS[name],) if name in OPERATIONS else ()
    parser = command(commands, name, text, example, *operations)
    parser.add_argument("--json", action="store_true", help="print JSON")
    parser.set_defaults(perform=perform)
    return parser


def _named(commands: Parsers, name: str, text: str, perform: Perform) -> argparse.ArgumentParser:
    parser = _command(commands, name, text, perform, "jo.bloggs")
    parser.add_argument("name", metavar="NAME")
    return parser


def _roles_of(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("--role", action="append", type=Role, metavar="ROLE", choices=list(Role))
    parser.add_argument("--area", action="append", metavar="AREA")
    parser.add_argument("--person", action="append", metavar="REFERENCE", help="assigned to it")


def _vetting_of(parser: argparse.ArgumentParser) -> None:
    text = "a clearance, and the last day that it holds"
    parser.add_argument("--vetting", action="append", metavar="SCHEME:LEVEL:DATE", help=text)


def _add(given: argparse.Namespace) -> int:
    account = Account(
        id=given.name,
        holder=given.holder,
        roles=tuple(given.role or ()),
        areas=tuple(given.area or ()),
        people=tuple(given.person or ()),
        agency=given.agency,
        vetting=_clearances(given.vetting),
    )
    with opened(given) as store:
        with store.reading() as reading:
            started = administering.is_started(reading)
        if not started:
            code = administering.start(store, account, vetting_rules(home()))
    if started:
        with signed_in(given) as access:
            code = administering.add(access, account)
            _tell_awaited(access, given.name)
    return _tell_code(given, code)


def _tell_awaited(access: Access, name: str) -> None:
    with access.store.reading() as reading:
        account = reading.get(Account, name).record
    if account.awaiting:
        roles = " ".join(account.awaiting)
        warn(f"{roles}: another has to agree to that: skerry accounts approve {name}")


def _clearances(texts: list[str] | None) -> tuple[Vetting, ...]:
    return tuple(_clearance(text) for text in texts or ())


def _clearance(text: str) -> Vetting:
    try:
        scheme, level, day = text.split(":")
        return Vetting(scheme=scheme, level=level, expires=date.fromisoformat(day))
    except ValueError:
        raise UsageError(f"{text!r} is not SCHEME:LEVEL:DATE, as police:MV:2027-03-31") from None


def _tell_code(given: argparse.Namespace, code: str) -> int:
    text = f"one-time code for {given.name}, valid for 3 days, not shown again: {code}"
    print(json.dumps({"account": given.name, "one_time_code": code}) if given.json else text)
    return 0


def _list(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        for stored in administering.accounts(access):
            print(_shown(stored.record, given.json))
    return 0


def _shown(account: Account, as_json: bool) -> str:
    if as_json:
        return msgspec.json.encode(account).decode()
    state = f"disabled ({account.disabled})" if account.disabled else "open"
    vetting = ", ".join(f"{v.scheme} {v.level} until {v.expires}" for v in account.vetting)
    awaited = f" (awaits {' '.join(account.awaiting)})" if account.awaiting else ""
    parts = (account.id, state, " ".join(account.roles) + awaited, " ".join(account.areas), vetting)
    return "\t".join(shown(part) or "-" for part in parts)


def _roles(given: argparse.Namespace) -> int:
    named = {"roles": given.role, "areas": given.area, "people": given.person}
    return _amend(given, {name: tuple(value) for name, value in named.items() if value is not None})


def _vetting(given: argparse.Namespace) -> int:
    if not given.vetting:
        raise UsageError("say which: --vetting SCHEME:LEVEL:DATE")
    return _amend(given, {"vetting": _clearances(given.vetting)})


def _amend(given: argparse.Namespace, changes: dict[str, Any]) -> int:
    with signed_in(given) as access:
        found = access.consult(Account, given.name)
        if changes:
            changed = msgspec.structs.replace(found.record, **changes)
            found = administering.amend(access, changed, found.revision)
            _tell_awaited(access, given.name)
        print(_shown(found.record, given.json))
    return 0


def _approve(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        stored, code = agree(access, given.name)
    if code is not None:
        return _tell_code(given, code)
    print(_shown(stored.record, given.json))
    return 0


def _recover(given: argparse.Namespace) -> int:
    if not given.reason:
        raise UsageError("recovery takes --reason: it stays in the log")
    reason = f"{given.reason} (by {host_account()} of this host)"
    account = Account(
        id=given.name,
        holder=given.holder,
        roles=(Role.ADMINISTRATOR,),
        vetting=_clearances(given.vetting),
    )
    why = Act(actor=administering.RECOVERY, reason=reason)
    with opened(given) as store:
        code = administering.recover(store, account, vetting_rules(home()), why)
    warn("RECOVERY: this is in the log for good, and in the notices of all who keep accounts")
    return _tell_code(given, code)


def _disable(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        administering.disable(access, given.name, Disabling(given.why))
    return 0


def _enable(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        administering.enable(access, given.name)
    return 0


def _reset(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        code = reset(access, given.name)
    if code is None:
        warn(f"another has to agree, and gets the code: skerry accounts approve {given.name}")
        return 0
    return _tell_code(given, code)


def _revoke(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        print(f"{administering.revoke(access, given.name)} sessions ended")
    return 0


def _notices(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        for notice in notices(access):
            parts = (notice.kind, notice.account, notice.text, notice.reference or "-")
            as_json = msgspec.json.encode(notice).decode()
            print(as_json if given.json else "\t".join(map(shown, parts)))
    return 0


def _seen(given: argparse.Namespace) -> int:
    with signed_in(given) as access:
        access.notice_break_glass(given.reference)
    return 0


def _close_unused(given: argparse.Namespace) -> int:
    with job(given, OPERATIONS["close-unused"]) as (store, act):
        for name in administering.close_unused(store, act):
            print(json.dumps({"account": name}) if given.json else name)
    return 0


def _permissions(given: argparse.Namespace) -> int:
    for operation, cells in sorted(permissions().items()):
        told = "  ".join(f"{role}:{reach}" for role, reach in sorted(cells.items()))
        line = json.dumps({"operation": operation, "roles": dict(cells)})
        print(line if given.json else f"{operation:40} {told}")
    return 0
