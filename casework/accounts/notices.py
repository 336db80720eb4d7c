"""What those who keep accounts, and supervisors, are to be told."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from enum import StrEnum

import msgspec

from casework.accounts.access import Access
from casework.accounts.account import Account
from casework.accounts.authorising import Refused, Scope
from casework.accounts.break_glass import BreakGlass
from casework.accounts.credentials import Credentials, credentials_of
from casework.accounts.disuse import closes_on, is_unused, notice_due
from casework.accounts.vetting import VettingRules
from casework.moments import day_of, moment_of, written
from casework.writing import Writing

VETTING_NOTICE = timedelta(days=60)
"""How long before a clearance expires its holder is to renew it."""


RECOVERY_NOTICE = timedelta(days=365)
"""How long everybody who gets notices is told of an administrator made by recovery."""


class NoticeKind(StrEnum):
    """What a notice is about."""

    UNUSED_SOON = "unused soon"
    UNUSED = "unused"
    VETTING_EXPIRES = "vetting expires"
    VETTING_LACKING = "vetting lacking"
    RECOVERED = "recovered"
    ROLES_AWAITED = "roles awaited"
    RESET_AWAITED = "reset awaited"
    NOT_ENROLLED = "not enrolled"
    BREAK_GLASS = "break-glass"


class AccountNotice(msgspec.Struct, frozen=True, kw_only=True):
    """One thing to act on; ``reference`` is a break-glass record's, to consult and to answer."""

    kind: NoticeKind
    account: str
    text: str
    reference: str | None = None


def notices(access: Access) -> list[AccountNotice]:
    """All that stand now, broken glasses only for who may consult them; raises ``Refused``."""
    now = access.store.clock()
    with access.doing("account.notices") as writing:
        found: list[AccountNotice] = []
        for stored in writing.every(Account):
            kept = credentials_of(writing.connection, stored.record.id)
            found += about(stored.record, kept, access.rules, day_of(now))
        return [*found, *_glasses(access, writing, now)]


def about(
    account: Account, kept: Credentials | None, rules: VettingRules, today: date
) -> Iterator[AccountNotice]:
    """The notices of one account on a day; none where it is disabled."""
    if account.disabled is not None or kept is None:
        return
    if account.recovered is not None and today < day_of(account.recovered) + RECOVERY_NOTICE:
        text = f"administrator made at the host itself at {written(account.recovered)}"
        yield _notice(NoticeKind.RECOVERED, account, text)
    if account.awaiting:
        text = f"{account.asked_by} asks for {', '.join(account.awaiting)}: accounts approve"
        yield _notice(NoticeKind.ROLES_AWAITED, account, text)
    if account.reset_asked_by is not None:
        text = f"{account.reset_asked_by} asks to reset it: accounts approve"
        yield _notice(NoticeKind.RESET_AWAITED, account, text)
    if not kept.enrolled:
        yield _notice(NoticeKind.NOT_ENROLLED, account, "has a one-time code and no password yet")
    used = day_of(moment_of(kept.used))
    if is_unused(used, today):
        yield _notice(NoticeKind.UNUSED, account, f"unused since {used}: closed")
    elif notice_due(used, today):
        text = f"unused since {used}: will be closed on {closes_on(used)}"
        yield _notice(NoticeKind.UNUSED_SOON, account, text)
    lacking = set(account.roles) - rules.cleared(account, today)
    if lacking:
        text = f"cannot exercise {', '.join(sorted(lacking))}"
        yield _notice(NoticeKind.VETTING_LACKING, account, text)
    for held in account.vetting:
        if today <= held.expires < today + VETTING_NOTICE:
            text = f"{held.scheme} {held.level} expires on {held.expires}"
            yield _notice(NoticeKind.VETTING_EXPIRES, account, text)


def _glasses(access: Access, writing: Writing, now: datetime) -> Iterator[AccountNotice]:
    try:
        access.permit(writing, "break_glass.consult", Scope(), None)
    except Refused:
        return
    for stored in writing.every(BreakGlass):
        glass = stored.record
        if glass.seen_by is None:
            state = "open until" if glass.open_at(now) else "was open until"
            text = f"records of {glass.person} {state} {written(glass.until)}"
            yield AccountNotice(
                kind=NoticeKind.BREAK_GLASS,
                account=glass.account,
                text=text,
                reference=glass.id,
            )


def _notice(kind: NoticeKind, account: Account, text: str) -> AccountNotice:
    return AccountNotice(kind=kind, account=account.id, text=text)
