"""The ``skerry`` command with somebody signed in at it."""

from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

from casework.accounts.account import Account, Vetting
from casework.accounts.credentials import change, issue_one_time
from casework.accounts.roles import Role
from casework.accounts.sessions import open_session
from casework.accounts.terminal import hold, release
from casework.act import Act
from casework.moments import utc_now
from casework.store import open_store
from tests.skerry_command import Skerry

EVERYTHING = (Role.OFFENDER_MANAGER, Role.CO_ORDINATOR, Role.EXAMINER, Role.DESK_SUPERVISOR)
"""All roles that one account may combine."""


class Seats(Skerry):
    """One host at which officers sit down in turn. ``jo.unreal`` begins, assigned to P-0042."""

    def __init__(self, home: Path, areas: tuple[str, ...] = ("North", "South")) -> None:
        super().__init__(home)
        self._tokens: dict[str, str] = {}
        self.sit("jo.unreal", *EVERYTHING, areas=areas, people=("P-0042",))

    def sit(
        self,
        name: str,
        *roles: Role,
        areas: tuple[str, ...] = (),
        people: tuple[str, ...] = (),
        agency: str | None = None,
    ) -> None:
        """Make an account that has enrolled, sign it in, and stand up who sat there."""
        account = Account(
            id=name,
            holder=f"{name.title()} Madeup",
            roles=roles,
            areas=areas,
            people=people,
            agency=agency,
            vetting=(Vetting(scheme="police", level="MV", expires=date(2035, 1, 1)),),
        )
        store = open_store(self.home)
        with store.writing(Act(actor="test-seats")) as writing:
            writing.add(account)
            issue_one_time(writing.connection, name, utc_now())
            change(writing.connection, name, one_time=None, password="$none", secret=b"none")
            self._tokens[name] = open_session(writing.connection, name, "test", utc_now())
        store.close()
        hold(self.home, self._tokens[name])

    def stand_up(self) -> None:
        """Leave the host with nobody signed in."""
        release(self.home)

    def as_(
        self, name: str, *words: str | Path, check: bool = True, **environment: str
    ) -> CompletedProcess[str]:
        """A command by somebody who sat here before, at an unattended moment."""
        before = (self.home / "cli-session").read_text("ascii")
        hold(self.home, self._tokens[name])
        try:
            return self(*words, check=check, **environment)
        finally:
            hold(self.home, before)

    def audits(self, *words: str | Path, check: bool = True) -> CompletedProcess[str]:
        """A command of ``audit`` by an auditor."""
        if "vera.auditor" not in self._tokens:
            before = (self.home / "cli-session").read_text("ascii")
            self.sit("vera.auditor", Role.AUDITOR)
            hold(self.home, before)
        return self.as_("vera.auditor", "audit", *words, check=check)
