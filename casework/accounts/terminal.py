"""Secrets at a terminal, and the session that a command line holds between two commands."""

import getpass
import os
import sys
from pathlib import Path

from casework.errors import CaseworkError

HELD = "cli-session"
ADDRESS = "command line"


def asked(prompt: str) -> str:
    """A secret: typed unseen at a terminal, else the next line of standard input."""
    if sys.stdin.isatty():
        return getpass.getpass(f"{prompt}: ")
    line = sys.stdin.readline()
    if not line:
        raise CaseworkError(f"{prompt.lower()}: nothing was typed")
    return line.rstrip("\r\n")


def chosen(prompt: str) -> str:
    """A new secret: at a terminal, where nobody sees what they type, it is typed twice.

    Raises ``CaseworkError`` where the two are not the same.
    """
    secret = asked(prompt)
    if sys.stdin.isatty() and asked(f"{prompt}, once more") != secret:
        raise CaseworkError(f"{prompt.lower()}: typed differently the second time")
    return secret


def tell_at_once(text: str) -> None:
    """What must be read before the next question is answered, also through a pipe."""
    print(text, flush=True)


def hold(home: Path, token: str) -> None:
    """Keep a session's token in a file that its owner alone can read."""
    release(home)
    home.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(home / HELD, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(token)


def held(home: Path) -> str:
    """The token; raises ``CaseworkError`` where nobody is signed in."""
    try:
        return (home / HELD).read_text("ascii")
    except FileNotFoundError:
        raise CaseworkError("nobody is signed in: skerry accounts sign-in NAME") from None
    except (OSError, UnicodeError) as error:
        raise CaseworkError(f"cannot read the session {home / HELD}: {error}") from None


def release(home: Path) -> None:
    """Forget the token."""
    (home / HELD).unlink(missing_ok=True)
