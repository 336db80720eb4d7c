"""The ``skerry`` command with somebody signed in at it."""

import io
from contextlib import redirect_stderr, redirect_stdout
from datetime import date
from pathlib import Path
from subprocess import CompletedProcess

import pytest

import cli
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

    def __call__(
        self, *words: str | Path, check: bool = True, **environment: str
    ) -> CompletedProcess[str]:
        """As its user would, but in this process: a test has many commands."""
        said, told = io.StringIO(), io.StringIO()
        with pytest.MonkeyPatch.context() as patch, redirect_stdout(said), redirect_stderr(told):
            for name, value in {"SKERRY_HOME": str(self.home), **environment}.items():
                patch.setenv(name, value)
            try:
                code = cli.main([str(word) for word in words])
            except SystemExit as ended:
                code = int(ended.code or 0)
        done = CompletedProcess(
            [str(word) for word in words], code, said.getvalue(), told.getvalue()
        )
        if check and code not in (0, 3):
            raise AssertionError(f"exit {code}: {done.stderr}{done.stdout}")
        return done

    def at(self, home: Path) -> "Seats":
        """The same officers at a copy of the home."""
        other = Seats.__new__(Seats)
        other.home, other._tokens = home, self._tokens
        return other

    def size(self) -> int:
        """How many lines the log has."""
        store = open_store(self.home)
        size = store.position()
        store.close()
        return size

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
