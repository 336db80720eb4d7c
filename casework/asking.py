"""What every casework command asks for: a store, who is signed in, and why."""

import argparse
import os
import pwd
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeAlias, TypeVar

from casework.accounts.access import Access
from casework.accounts.operations import BESIDE
from casework.accounts.sessions import account_of
from casework.accounts.terminal import held
from casework.accounts.vetting import vetting_rules
from casework.act import Act
from casework.errors import CaseworkError
from casework.store import Store, open_store
from skerry import home

Parsers: TypeAlias = "argparse._SubParsersAction[argparse.ArgumentParser]"
T = TypeVar("T")
RAW = argparse.RawDescriptionHelpFormatter

EXIT_IMPERFECT = 3

SYSTEM = "system"
"""Who is logged for what a timed job of the host does."""

SYSTEM_JOBS = frozenset(
    {"account.close_unused", "audit.checkpoint", "audit.verify", "basis.consult"}
)
"""Operations that a timed job of the host may do with nobody signed in; there are no others."""


def group(halves: Parsers, word: str, text: str) -> Parsers:
    """A first word and its commands."""
    parser = halves.add_parser(word, help=text)
    return parser.add_subparsers(metavar="COMMAND", required=True)


def command(
    commands: Parsers, name: str, text: str, example: str, *operations: str
) -> argparse.ArgumentParser:
    """A command with the options that all have; ``operations``: what an account must be allowed."""
    parser = commands.add_parser(name, help=text, formatter_class=RAW, epilog=f"example: {example}")
    parser.add_argument("--store", metavar="URL", help="default: casework.db in SKERRY_HOME")
    parser.add_argument("--reason", help="why, where policy asks for it")
    parser.set_defaults(operations=operations)
    return parser


def listing(
    commands: Parsers, name: str, text: str, example: str, *operations: str
) -> argparse.ArgumentParser:
    """A command that lists."""
    parser = command(commands, name, text, example, *operations)
    parser.add_argument("--format", choices=("table", "jsonl"), default="table")
    return parser


def as_system(parser: argparse.ArgumentParser) -> None:
    """Let a command run as a timed job of the host, with nobody signed in."""
    parser.add_argument(
        "--system", action="store_true", help="as a timed job of this host, logged as such"
    )


def option(reader: Callable[[str], T]) -> Callable[[str], T]:
    """A reader as an option's type: what it refuses is wrong usage, in its own words."""

    def read(text: str) -> T:
        try:
            return reader(text)
        except CaseworkError as error:
            raise argparse.ArgumentTypeError(str(error)) from None

    return read


@contextmanager
def opened(given: argparse.Namespace) -> Iterator[Store]:
    """The store that the command names."""
    store = open_store(home(), given.store)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def signed_in(given: argparse.Namespace) -> Iterator[Access]:
    """The store as the account signed in at this command line may use it.

    Raises ``CaseworkError`` where nobody is signed in, or the session has ended.
    """
    with opened(given) as store:
        account = account_of(store, held(home()))
        yield Access(store, account, vetting_rules(home()), getattr(given, "reason", None))


@contextmanager
def signed_in_or_system(
    given: argparse.Namespace, operation: str
) -> Iterator[tuple[Store, Act, Access | None]]:
    """The store and who acts: the account signed in, or with ``--system`` the host's timed job.

    What the account may do is still to be asked; the system's jobs are ``SYSTEM_JOBS``.
    """
    if given.system:
        assert operation in SYSTEM_JOBS
        with opened(given) as store:
            yield store, system_act(operation), None
        return
    with signed_in(given) as access:
        yield access.store, access.act(), access


@contextmanager
def job(given: argparse.Namespace, operation: str) -> Iterator[tuple[Store, Act]]:
    """The same for an operation on the whole unit, allowed and logged; raises ``Refused``."""
    with signed_in_or_system(given, operation) as (store, act, access):
        if access is not None:
            with access.doing(operation):
                pass
        else:
            with store.writing(act) as writing:
                writing.note(BESIDE[operation], detail={"operation": operation})
        yield store, act


def system_act(operation: str) -> Act:
    """A timed job, and the operating system's account that it runs under."""
    return Act(actor=SYSTEM, reason=f"{operation} by {host_account()} of this host")


def host_account() -> str:
    """The operating system's name for the account, or its number; no variable changes it."""
    number = os.getuid()
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return f"uid {number}"
