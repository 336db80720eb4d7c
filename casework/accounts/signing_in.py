"""Signing in: password and code together, throttled, one answer for every reason to refuse.

Order: the attempt is counted; the password is checked outside any transaction, since it is slow;
the code is accepted, the session opened and its line logged in one transaction, which holds the
account's row, so that no code serves twice.
"""

import msgspec

from casework.accounts.authorising import Refused
from casework.accounts.credentials import Credentials, change, credentials_of, opened_secret
from casework.accounts.hashing import Hashing, argon2id
from casework.accounts.holding import holder_of
from casework.accounts.passwords import LONGEST, normal
from casework.accounts.sessions import open_session
from casework.accounts.throttling import Throttled, succeeded, take, to_log
from casework.accounts.totp import accepted_step
from casework.accounts.vetting import VettingRules
from casework.act import Act, Operation
from casework.audit.line import Detail
from casework.errors import CaseworkError
from casework.moments import microseconds
from casework.store import Store
from casework.writing import Writing

UNKNOWN = "unknown"
"""Who is logged where no such account exists: a password typed as a name must not be kept."""


class SignInRefused(CaseworkError):
    """Name, password or code; which of them is told to nobody."""

    def __init__(self, text: str = "name, password or code is wrong") -> None:
        super().__init__(text)


class Attempt(msgspec.Struct, frozen=True, kw_only=True):
    """What somebody typed, and the network address that it came from."""

    name: str
    password: str
    code: str
    address: str

    def __repr__(self) -> str:
        return f"Attempt({self.name!r}, from {self.address!r})"  # never the password


def sign_in(
    store: Store, attempt: Attempt, rules: VettingRules, hashing: Hashing | None = None
) -> str:
    """A session's token; raises ``SignInRefused``, or ``Throttled`` where one must wait first."""
    hashing = hashing or argon2id()
    kept = counted(store, attempt.name, attempt.address)
    typed = normal(attempt.password[: LONGEST + 1])
    if not hashing.matches(kept.password if kept else None, typed) or kept is None:
        raise refused(store, kept, attempt.address)
    renewed = hashing.hash(typed) if hashing.is_outdated(kept.password or "") else kept.password
    with store.writing(Act(actor=kept.account)) as writing:
        opened = _opened(writing, store, attempt, rules, renewed)
    if isinstance(opened, SignInRefused):
        raise opened
    return opened


def counted(store: Store, name: str, address: str) -> Credentials | None:
    """Count an attempt, and give the account's row; raises ``Throttled``."""
    try:
        with store.quietly() as reading:
            take(reading.connection, name, address, store.clock())
    except Throttled as throttled:
        _log_throttled(store, name, address, throttled.subject)
        raise
    # the row is held by itself: a signing in holds it before it forgets the failures
    with store.quietly() as reading:
        return credentials_of(reading.connection, name)


def _log_throttled(store: Store, name: str, address: str, subject: str) -> None:
    """One line for each such attempt, as long as they are few; then their number."""
    with store.quietly() as reading:
        unlogged = to_log(reading.connection, subject, store.clock())
        kept = credentials_of(reading.connection, name)
    if unlogged is None:
        return
    detail: Detail = {"event": "sign-in throttled", "address": address[:64]}
    if unlogged:
        detail["not_logged_before"] = unlogged
    with store.writing(Act(actor=kept.account if kept else UNKNOWN)) as writing:
        writing.note(Operation.ACCESS, detail=detail)


def refused(store: Store, kept: Credentials | None, address: str) -> SignInRefused:
    """Log that an attempt failed, and what to raise."""
    with store.writing(Act(actor=kept.account if kept else UNKNOWN)) as writing:
        writing.note(Operation.ACCESS, detail={"event": "sign-in refused", "address": address[:64]})
    return SignInRefused()


def _opened(
    writing: Writing, store: Store, attempt: Attempt, rules: VettingRules, password: str | None
) -> str | SignInRefused:
    now = store.clock()
    detail: Detail = {"address": attempt.address[:64]}
    kept = credentials_of(writing.connection, attempt.name)
    step = accepted(writing, kept, attempt.code, store)
    if kept is None or step is None or not kept.enrolled:
        writing.note(Operation.ACCESS, detail={"event": "sign-in refused", **detail})
        return SignInRefused()
    columns = {"step": step, "password": password}
    try:
        holder = holder_of(writing, kept.account, rules, now)
        if not holder.roles:
            raise Refused("account", "vetting")
    except Refused as refusal:
        change(writing.connection, kept.account, **columns)
        writing.note(Operation.ACCESS, detail={"event": f"closed: {refusal.why}", **detail})
        return SignInRefused(f"the account is closed ({refusal.why}): ask an administrator")
    change(writing.connection, kept.account, **columns, used=microseconds(now))
    succeeded(writing.connection, kept.account, attempt.address)
    roles = " ".join(sorted(holder.roles))
    writing.note(Operation.ACCESS, detail={"event": "signed in", "roles": roles, **detail})
    return open_session(writing.connection, kept.account, attempt.address, now)


def accepted(writing: Writing, kept: Credentials | None, code: str, store: Store) -> int | None:
    """The step of a code that is accepted now; null where it is wrong or was used."""
    if kept is None or kept.secret is None:
        return None
    secret = opened_secret(writing.keys, kept.account, kept.secret)
    return accepted_step(secret, code, store.clock(), kept.step)
