"""The first use of an account: a one-time code buys a second factor and a password of one's own."""

import msgspec

from casework.accounts.account import Account
from casework.accounts.credentials import (
    Credentials,
    change,
    credentials_of,
    sealed_secret,
)
from casework.accounts.hashing import Hashing, argon2id
from casework.accounts.passwords import check_password, normal
from casework.accounts.sessions import end_sessions
from casework.accounts.signing_in import SignInRefused, accepted, counted, refused
from casework.accounts.throttling import succeeded
from casework.accounts.totp import new_secret
from casework.act import Act, Operation
from casework.errors import CaseworkError
from casework.moments import microseconds
from casework.store import Store


class Enrolment(msgspec.Struct, frozen=True, kw_only=True):
    """Who enrols, with which one-time code, from which address."""

    name: str
    one_time: str
    address: str


def begin_enrolment(store: Store, enrolment: Enrolment) -> bytes:
    """The secret for the holder's authenticator; raises ``SignInRefused`` or ``Throttled``."""
    kept = _checked(store, enrolment)
    secret = new_secret()
    with store.writing(Act(actor=kept.account)) as writing:
        sealed = sealed_secret(writing.keys, kept.account, secret)
        change(writing.connection, kept.account, secret=sealed, step=0)
        succeeded(writing.connection, kept.account, enrolment.address)
        writing.note(Operation.ACCESS, detail={"event": "enrolment begun"})
    return secret


def finish_enrolment(
    store: Store,
    enrolment: Enrolment,
    password: str,
    code: str,
    hashing: Hashing | None = None,
) -> None:
    """Set the password, and spend the one-time code.

    Raises ``SignInRefused``, ``Throttled``, and ``CaseworkError`` for a password that is not taken.
    """
    kept = _checked(store, enrolment)
    with store.reading() as reading:
        holder = reading.get(Account, kept.account).record.holder
    check_password(password, kept.account, holder)
    hashed = (hashing or argon2id()).hash(normal(password))
    with store.writing(Act(actor=kept.account)) as writing:
        now = store.clock()
        found = credentials_of(writing.connection, kept.account)
        if found is None or not found.is_one_time(enrolment.one_time, now):
            raise SignInRefused
        step = accepted(writing, found, code, store)
        if step is None:
            raise CaseworkError("that is not the authenticator's present code: try the next one")
        spent = {"one_time": None, "one_time_until": None}
        used = {"step": step, "used": microseconds(now)}
        change(writing.connection, kept.account, password=hashed, **spent, **used)
        end_sessions(writing.connection, kept.account)
        succeeded(writing.connection, kept.account, enrolment.address)
        writing.note(Operation.ACCESS, detail={"event": "enrolled"})


def _checked(store: Store, enrolment: Enrolment) -> Credentials:
    kept = counted(store, enrolment.name, enrolment.address)
    if kept is None or not kept.is_one_time(enrolment.one_time, store.clock()):
        raise refused(store, kept, enrolment.address)
    return kept
