"""Keeping accounts: the first administrator, adding, changing, closing, resetting, housekeeping.

Nobody changes their own account. Every change is a revision of the account's record, with its line
in the log; a change of roles or closing ends the account's sessions.
"""

from datetime import date

import msgspec

from casework.accounts.access import Access
from casework.accounts.account import Account, Disabling
from casework.accounts.authorising import Refused
from casework.accounts.credentials import (
    change,
    credentials_of,
    issue_one_time,
    last_used,
    withdraw_one_time,
)
from casework.accounts.disuse import is_unused
from casework.accounts.granting import granted
from casework.accounts.roles import Role
from casework.accounts.sessions import end_sessions
from casework.accounts.vetting import VettingRules
from casework.act import Act, Operation
from casework.errors import CaseworkError
from casework.moments import day_of, microseconds
from casework.reading import Reading
from casework.records.stored import Stored
from casework.store import Store
from casework.writing import Writing

RECOVERY = "recovery"
FIRST_RUN = Act(actor="first-run", reason="the first administrator")


def start(store: Store, account: Account, rules: VettingRules) -> str:
    """Make the first administrator; the one-time code to enrol with, shown once.

    May be repeated until an administrator has enrolled, never after: raises ``CaseworkError``.
    """
    if account.roles != (Role.ADMINISTRATOR,):
        raise CaseworkError("the first account is an administrator's")
    _check(account, rules)
    if Role.ADMINISTRATOR not in rules.cleared(account, day_of(store.clock())):
        raise CaseworkError("the first administrator's vetting does not serve: state it")
    with store.writing(FIRST_RUN) as writing:
        if is_started(writing):
            raise CaseworkError("there is an administrator: sign in as one")
        withdraw_one_time(writing.connection)
        found = writing.find(Account, account.id)
        if found is None:
            writing.add(account)
        else:
            writing.revise(account, found.revision)
        return _issued(writing, store, account.id)


def recover(store: Store, account: Account, rules: VettingRules, why: Act) -> str:
    """Make an administrator although there are some: those there are cannot be had any more.

    For whoever holds the host and its master key, by an act of ``RECOVERY`` that says why. The log
    and everybody's notices tell of it. Returns the one-time code. Raises ``CaseworkError``.
    """
    if account.roles != (Role.ADMINISTRATOR,) or why.actor != RECOVERY or not why.reason:
        raise CaseworkError("recovery makes one administrator, and says why")
    _check(account, rules)
    now = store.clock()
    if Role.ADMINISTRATOR not in rules.cleared(account, day_of(now)):
        raise CaseworkError("the administrator's vetting does not serve: state it")
    with store.writing(why) as writing:
        if not is_started(writing):
            raise CaseworkError("no administrator has enrolled yet: accounts add begins the unit")
        writing.note(Operation.ACCESS, detail={"event": "recovery", "account": account.id})
        writing.add(msgspec.structs.replace(account, recovered=now))
        return _issued(writing, store, account.id)


def is_started(reading: Reading) -> bool:
    """Whether an administrator has enrolled."""
    for stored in reading.every(Account):
        kept = credentials_of(reading.connection, stored.record.id)
        if Role.ADMINISTRATOR in stored.record.roles and kept and kept.enrolled:
            return True
    return False


def add(access: Access, account: Account) -> str:
    """A new account; its one-time code, shown once. Raises ``Refused`` or ``CaseworkError``."""
    _check(account, access.rules)
    with access.doing("account.add") as writing:
        writing.add(granted(access, writing, account, None))
        return _issued(writing, access.store, account.id)


def amend(access: Access, account: Account, after: int) -> Stored[Account]:
    """Change roles, areas, people or vetting; raises ``Refused`` for one's own account."""
    _check(account, access.rules)
    with access.doing("account.revise") as writing:
        _not_own(access, account.id, "account.revise")
        before = writing.get(Account, account.id).record
        account = granted(access, writing, account, before)
        account = msgspec.structs.replace(account, reset_asked_by=before.reset_asked_by)
        if before.roles != account.roles or account.disabled is not None:
            end_sessions(writing.connection, account.id)
        if account.disabled is None and account == msgspec.structs.replace(before, disabled=None):
            now = microseconds(access.store.clock())
            change(writing.connection, account.id, used=now)
        return writing.revise(account, after)


def disable(access: Access, name: str, why: Disabling) -> Stored[Account]:
    """Close an account at once, with its sessions."""
    return _with(access, name, disabled=why)


def enable(access: Access, name: str) -> Stored[Account]:
    """Open a closed or long unused account again; its twelve months begin anew."""
    return _with(access, name, disabled=None)


def revoke(access: Access, name: str) -> int:
    """End all of an account's sessions; how many."""
    with access.doing("session.revoke") as writing:
        ended = end_sessions(writing.connection, name)
        writing.note(Operation.ACCESS, detail={"event": "sessions ended", "count": ended})
        return ended


def accounts(access: Access) -> list[Stored[Account]]:
    """All accounts; raises ``Refused``."""
    with access.doing("account.consult") as writing:
        writing.note(Operation.CONSULTATION, detail={"event": "accounts listed"})
        return list(writing.every(Account))


def close_unused(store: Store, act: Act) -> list[str]:
    """Disable what nobody used for twelve months; the names. They were refused already.

    On behalf of an administrator, who was asked for before, or of the host's timed job.
    """
    with store.writing(act) as writing:
        today = day_of(store.clock())
        closed = [s for s in writing.every(Account) if _is_unused(writing, s.record, today)]
        for stored in closed:
            unused = msgspec.structs.replace(stored.record, disabled=Disabling.UNUSED)
            writing.revise(unused, stored.revision)
            end_sessions(writing.connection, stored.record.id)
        names = [stored.record.id for stored in closed]
        writing.note(Operation.UPKEEP, detail={"event": "unused closed", "count": len(names)})
    return names


def _is_unused(reading: Reading, account: Account, today: date) -> bool:
    used = last_used(reading.connection, account.id)
    return account.disabled is None and used is not None and is_unused(day_of(used), today)


def _with(access: Access, name: str, disabled: Disabling | None) -> Stored[Account]:
    found = access.consult(Account, name)
    changed = msgspec.structs.replace(found.record, disabled=disabled)
    return amend(access, changed, found.revision)


def _issued(writing: Writing, store: Store, name: str) -> str:
    writing.note(Operation.ACCESS, detail={"event": "one-time code issued", "account": name})
    return issue_one_time(writing.connection, name, store.clock())


def _check(account: Account, rules: VettingRules) -> None:
    for held in account.vetting:
        rules.check(held)


def _not_own(access: Access, name: str, operation: str) -> None:
    if name == access.account:
        raise Refused(operation, "one's own account")
