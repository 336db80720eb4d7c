"""``skerry accounts enrol|sign-in|sign-out``: sitting down at a command line, and standing up."""

import argparse
import json

from casework.accounts.enrolling import Enrolment, begin_enrolment, finish_enrolment
from casework.accounts.sessions import sign_out
from casework.accounts.signing_in import Attempt, sign_in
from casework.accounts.terminal import ADDRESS, asked, chosen, held, hold, release, tell_at_once
from casework.accounts.totp import address, typed
from casework.accounts.vetting import vetting_rules
from casework.asking import opened
from skerry import home


def enrol(given: argparse.Namespace) -> int:
    """Turn a one-time code into a password and a second factor."""
    with opened(given) as store:
        enrolment = Enrolment(name=given.name, one_time=asked("One-time code"), address=ADDRESS)
        secret = begin_enrolment(store, enrolment)
        told = {"secret": typed(secret), "address": address(secret, given.name)}
        lines = "\n".join(f"authenticator {name}: {text}" for name, text in told.items())
        tell_at_once(json.dumps(told) if given.json else lines)
        password = chosen("New password")
        finish_enrolment(store, enrolment, password, asked("Code"))
    return 0


def sign_in_here(given: argparse.Namespace) -> int:
    """Start this command line's session."""
    with opened(given) as store:
        password, code = asked("Password"), asked("Code")
        attempt = Attempt(name=given.name, password=password, code=code, address=ADDRESS)
        hold(home(), sign_in(store, attempt, vetting_rules(home())))
    return 0


def sign_out_here(given: argparse.Namespace) -> int:
    """End it."""
    with opened(given) as store:
        token = held(home())
        release(home())
        sign_out(store, token)
    return 0
