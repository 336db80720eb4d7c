"""Powerful roles take two: one asks for them, another who may approve agrees.

Where there is nobody else who could agree, as on the first day of a unit, the one who asks grants
them alone; the log says so.
"""

from datetime import datetime, timedelta

import msgspec

from casework.accounts.access import Access
from casework.accounts.account import Account
from casework.accounts.authorising import Refused, check_placed
from casework.accounts.credentials import credentials_of
from casework.accounts.holding import holder_of
from casework.accounts.permissions import second_person
from casework.accounts.sessions import end_sessions
from casework.accounts.vetting import VettingRules
from casework.act import Operation
from casework.errors import CaseworkError
from casework.moments import moment_of
from casework.reading import Reading
from casework.records.stored import Stored
from casework.writing import Writing

APPROVE = "account.approve"
ABSENT = timedelta(days=90)
"""Who has not signed in for so long counts as no second person: that account may be lost."""


def asked_for(account: Account, before: Account | None, by: str) -> Account:
    """The account without powerful roles that it did not hold; they are awaited instead. Pure."""
    if before is not None and account.roles == before.roles:
        awaited = {"awaiting": before.awaiting, "asked_by": before.asked_by}
        return msgspec.structs.replace(account, **awaited)
    held = set(before.roles) if before else set()
    powerful = second_person() - held
    awaiting = tuple(role for role in account.roles if role in powerful)
    roles = tuple(role for role in account.roles if role not in powerful)
    asked_by = by if awaiting else None
    return msgspec.structs.replace(account, roles=roles, awaiting=awaiting, asked_by=asked_by)


def granted(access: Access, writing: Writing, account: Account, before: Account | None) -> Account:
    """The account as it may be written now; whole where nobody else could agree, as is logged."""
    awaited = asked_for(account, before, access.account)
    now = access.store.clock()
    if not awaited.awaiting or (before is not None and awaited.awaiting == before.awaiting):
        return awaited
    if others_who_approve(writing, access.rules, now, {access.account, account.id}):
        return awaited
    roles = " ".join(sorted(awaited.awaiting))
    detail = {"event": "granted alone", "account": account.id, "roles": roles}
    writing.note(Operation.ACCESS, detail=dict(detail))
    return msgspec.structs.replace(account, awaiting=(), asked_by=None)


def others_who_approve(
    reading: Reading, rules: VettingRules, now: datetime, but: set[str]
) -> list[str]:
    """The accounts that have enrolled, may agree, and were used within ``ABSENT``."""
    found = []
    for stored in list(reading.every(Account)):
        name = stored.record.id
        kept = credentials_of(reading.connection, name)
        if name in but or kept is None or not kept.enrolled:
            continue
        if now - moment_of(kept.used) >= ABSENT:
            continue
        try:
            check_placed(holder_of(reading, name, rules, now), APPROVE)
        except Refused:
            continue
        found.append(name)
    return found


def approve(access: Access, name: str) -> Stored[Account]:
    """Agree to the roles that another asked for; raises ``Refused`` for one's own asking."""
    with access.doing(APPROVE) as writing:
        return approve_in(access, writing, writing.get(Account, name))


def approve_in(access: Access, writing: Writing, found: Stored[Account]) -> Stored[Account]:
    """The same in the caller's transaction."""
    account = found.record
    if not account.awaiting:
        raise CaseworkError(f"account {account.id} awaits no role")
    check_another(access, account.id, account.asked_by)
    roles = (*account.roles, *account.awaiting)
    agreed = msgspec.structs.replace(account, roles=roles, awaiting=(), asked_by=None)
    end_sessions(writing.connection, account.id)
    return writing.revise(agreed, found.revision)


def check_another(access: Access, name: str, asked_by: str | None) -> None:
    """Raise ``Refused`` where who would agree is who asked, or whose account it is."""
    if access.account in (name, asked_by):
        raise Refused(APPROVE, "by who asked, or for oneself")
