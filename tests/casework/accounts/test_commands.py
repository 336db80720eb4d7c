import base64
import io
import json
from datetime import UTC, datetime
from pathlib import Path

import pytest

import cli
from casework.accounts.roles import Role
from casework.accounts.terminal import HELD
from casework.accounts.totp import code_at, step_at
from tests.casework.accounts.conftest import PASSWORD
from tests.casework.seats import Seats

VETTED = ("--vetting", "police:MV:2035-01-01")


class Typing:
    """A host: its standard input, its clock, and the authenticator of who sits there."""

    def __init__(self, patch: pytest.MonkeyPatch, output: pytest.CaptureFixture[str]) -> None:
        self._patch, self._output = patch, output

    def __call__(self, *words: str, typed: tuple[str, ...] = ()) -> tuple[int, str]:
        self._patch.setattr("sys.stdin", io.StringIO("".join(f"{line}\n" for line in typed)))
        code = cli.main(["accounts", *words])
        said = self._output.readouterr()
        return code, said.out + said.err


@pytest.fixture
def typing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Typing:
    monkeypatch.setenv("SKERRY_HOME", str(tmp_path / "home"))
    return Typing(monkeypatch, capsys)


def secret_in(text: str) -> bytes:
    return base64.b32decode(json.loads(text.splitlines()[0])["secret"])


def test_a_unit_is_begun_and_kept_from_the_command_line(
    typing: Typing, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = ("--holder", "Root Unreal", "--role", "administrator", *VETTED)
    code, said = typing("add", "root.one", *first, "--json")
    assert code == 0
    one_time = json.loads(said)["one_time_code"]
    secret = b"fixed secret of tests"
    monkeypatch.setattr("casework.accounts.enrolling.new_secret", lambda: secret)
    now = step_at(datetime.now(UTC))
    typed = (one_time, PASSWORD, code_at(secret, now))
    code, said = typing("enrol", "root.one", "--json", typed=typed)
    assert (code, secret_in(said)) == (0, secret)
    assert typing("list")[1] == "skerry: nobody is signed in: skerry accounts sign-in NAME\n"
    signing = (PASSWORD, code_at(secret, now + 1))
    assert typing("sign-in", "root.one", typed=signing)[0] == 0
    held = tmp_path / "home" / HELD
    assert held.stat().st_mode & 0o777 == 0o600
    assert typing("add", "jo.one", "--holder", "Jo", "--role", "examiner", *VETTED)[0] == 0
    assert (
        "jo.one\topen\tdesk_operator\tNorth"
        in typing("roles", "jo.one", "--role", "desk_operator", "--area", "North")[1]
    )
    assert "NPPV3" in typing("vetting", "jo.one", "--vetting", "nppv:NPPV3:2035-01-01")[1]
    assert typing("disable", "jo.one", "--why", "suspected")[0] == 0
    assert "disabled (suspected)" in typing("list")[1]
    assert typing("enable", "jo.one")[0] == 0
    assert "not enrolled\tjo.one" in typing("notices")[1]
    assert "one-time code for jo.one" in typing("reset", "jo.one")[1]
    assert typing("disable", "root.one")[0] == 1
    assert typing("sign-out")[0] == 0
    assert not held.exists()


@pytest.mark.parametrize("vetting", ["police", "police:MV", "police:MV:soon", "a:b:c:d"])
def test_vetting_that_is_not_written_as_asked_is_wrong_usage(typing: Typing, vetting: str) -> None:
    words = ("add", "root.one", "--holder", "Root", "--role", "administrator")
    code, said = typing(*words, "--vetting", vetting)
    assert code == 2
    assert "SCHEME:LEVEL:DATE" in said


def test_nothing_is_done_without_a_session(typing: Typing) -> None:
    for words in (["list"], ["notices"], ["reset", "a"], ["disable", "a"], ["seen", "a"]):
        assert typing(*words) == (1, "skerry: nobody is signed in: skerry accounts sign-in NAME\n")


def test_unused_accounts_are_closed_by_an_administrator_or_by_the_hosts_own_job(
    skerry: Seats,
) -> None:
    refused = skerry("accounts", "close-unused", check=False)
    assert "not permitted" in refused.stderr
    skerry("accounts", "close-unused", "--system")
    lines = skerry.audits("list", "--actor", "system", "--format", "jsonl").stdout.splitlines()
    asked, done = (json.loads(line) for line in lines)
    assert asked["detail"] == {"operation": "account.close_unused"}
    assert done["detail"] == {"event": "unused closed", "count": 0}
    assert done["reason"].startswith("account.close_unused by ")
    skerry.sit("root.one", Role.ADMINISTRATOR)
    skerry("accounts", "close-unused")


def test_recovery_is_loud_and_takes_a_reason(skerry: Seats) -> None:
    skerry.sit("root.one", Role.ADMINISTRATOR)
    words = ("accounts", "recover", "root.two", "--holder", "Root Two", *VETTED)
    assert skerry(*words, check=False).returncode == 2
    done = skerry(*words, "--reason", "root.one left the force")
    assert "one-time code for root.two" in done.stdout
    assert "RECOVERY: this is in the log for good" in done.stderr
    assert "recovered\troot.two" in skerry("accounts", "notices").stdout
    lines = skerry.audits("list", "--actor", "recovery", "--format", "jsonl").stdout.splitlines()
    assert "root.one left the force (by " in json.loads(lines[0])["reason"]


def test_a_second_administrator_is_agreed_to_from_the_command_line(skerry: Seats) -> None:
    skerry.sit("root.two", Role.ADMINISTRATOR)
    skerry.sit("root.one", Role.ADMINISTRATOR)
    done = skerry("accounts", "add", "new.one", "--holder", "New", "--role", "auditor", *VETTED)
    assert "another has to agree to that: skerry accounts approve new.one" in done.stderr
    assert "(awaits auditor)" in skerry("accounts", "list").stdout
    assert skerry("accounts", "approve", "new.one", check=False).returncode == 1
    told = skerry.as_("root.two", "accounts", "approve", "new.one").stdout
    assert told.startswith("new.one\topen\tauditor\t")
