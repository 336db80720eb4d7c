"""Who sits at a command: an account of casework's, or, where there are none, the host's user.

An account does what the table of permissions lets it, on people within its reach, and each
consultation and decision is a line of casework's audit log. A monitor without a casework database
with accounts, as in a demonstration, takes the host's user at their word, and says so.
"""

import argparse
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Protocol

from casework.accounts.access import Access
from casework.accounts.account import Account
from casework.accounts.authorising import Refused, check_placed
from casework.accounts.holding import holder_of, scope_of
from casework.accounts.operations import BESIDE
from casework.accounts.sessions import account_of
from casework.accounts.terminal import held
from casework.accounts.vetting import vetting_rules
from casework.asking import host_account
from casework.audit.line import Detail, Subject
from casework.store import Store as Casework
from casework.store import open_store as open_casework
from casework.terminal import warn
from casework.writing import Writing
from monitor.errors import MonitorError
from skerry import home


class Seat(Protocol):
    """Somebody at a command."""

    author: str

    def seen(self, operation: str, people: Iterable[str]) -> set[str]:
        """Those of the people of whom this may be seen; that it was is logged."""
        ...

    def does(self, operation: str, person: str | None, why: str | None = None) -> None:
        """Log what is about to be done; raises ``CaseworkError`` where it is not permitted."""
        ...


class HostSeat:
    """The host's user, or who they say they are."""

    def __init__(self, author: str) -> None:
        self.author = author

    def seen(self, operation: str, people: Iterable[str]) -> set[str]:  # noqa: ARG002
        """Everybody: there is nobody to ask."""
        return set(people)

    def does(self, operation: str, person: str | None, why: str | None = None) -> None:
        """Nothing is in the way, and there is no log but the monitor's own."""


class AccountSeat:
    """An account, signed in."""

    def __init__(self, access: Access) -> None:
        self._access, self.author = access, access.account

    def seen(self, operation: str, people: Iterable[str]) -> set[str]:
        """People within the account's reach, each logged as looked at; raises ``Refused``.

        That is where the account may see this of nobody whatever.
        """
        access, now = self._access, self._access.store.clock()
        with access.attempt(operation) as writing:
            holder = holder_of(writing, access.account, access.rules, now)
            check_placed(holder, operation)
            wanted = sorted(set(people))
            found = {one for one in wanted if self._sees(writing, operation, one)}
            if not found:
                writing.note(BESIDE[operation], detail={"operation": operation, "found": 0})
        return found

    def _sees(self, writing: Writing, operation: str, person: str) -> bool:
        scope = scope_of(writing, person, self._access.store.clock())
        try:
            permit = self._access.permit(writing, operation, scope, person)
        except Refused:
            return False
        how = "break-glass" if permit.by_glass else permit.reach
        detail: Detail = {"operation": operation, "role": permit.role, "by": how}
        writing.note(BESIDE[operation], Subject(person=person), detail)
        return True

    def does(self, operation: str, person: str | None, why: str | None = None) -> None:
        """Logged in a transaction of its own, before anything is done."""
        with self._access.doing(operation, person, why):
            pass


def add_seat(parser: argparse.ArgumentParser) -> None:
    """The options that say who acts, of whose accounts."""
    parser.add_argument("--casework", metavar="URL", help="default: casework.db in SKERRY_HOME")
    add_author(parser)


def add_author(parser: argparse.ArgumentParser) -> None:
    """Who acts, for a command that names casework already."""
    parser.add_argument("--by", metavar="NAME", help="who acts, where there are no accounts")


@contextmanager
def seated(given: argparse.Namespace) -> Iterator[Seat]:
    """Who acts; raises ``CaseworkError`` where there are accounts and nobody is signed in."""
    place = home()
    if given.casework is None and not (place / "casework.db").exists():
        yield _host(given, place)
        return
    with closing(open_casework(place, given.casework)) as casework:
        if not has_accounts(casework):
            yield _host(given, place)
            return
        account = account_of(casework, held(place))
        if given.by not in (None, account):
            raise MonitorError(f"{account} is signed in: --by is for hosts without accounts")
        yield AccountSeat(Access(casework, account, vetting_rules(place)))


def has_accounts(casework: Casework) -> bool:
    """Whether anybody can sign in."""
    with casework.reading() as reading:
        return next(iter(reading.every(Account)), None) is not None


def _host(given: argparse.Namespace, place: Path) -> HostSeat:
    author = given.by or host_account()
    warn(f"no accounts in {place}: acting as {author} of this host, in no audit log")
    return HostSeat(author)
