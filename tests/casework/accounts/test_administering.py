from datetime import date, timedelta
from pathlib import Path

import msgspec
import pytest

from casework.accounts import administering
from casework.accounts.access import Access
from casework.accounts.account import Account, Disabling, Vetting
from casework.accounts.authorising import Refused
from casework.accounts.notices import NoticeKind, notices
from casework.accounts.resetting import reset
from casework.accounts.roles import ALONE, Role
from casework.accounts.signing_in import SignInRefused
from casework.accounts.vetting import vetting_rules
from casework.errors import CaseworkError
from casework.store import open_store
from tests.casework.accounts.conftest import Unit, account
from tests.casework.conftest import SteppingClock


def test_a_new_store_has_no_account_and_no_password(tmp_path: Path) -> None:
    store = open_store(tmp_path / "home", None, SteppingClock())
    with store.reading() as reading:
        assert list(reading.every(Account)) == []
        assert not administering.is_started(reading)
    store.close()


def test_the_first_administrator_may_be_begun_again_until_enrolled_and_never_after(
    tmp_path: Path, clock: SteppingClock
) -> None:
    store, rules = open_store(tmp_path / "home", None, clock), vetting_rules()
    unit = Unit.__new__(Unit)
    unit.store, unit.clock, unit.rules, unit.secrets = store, clock, rules, {}
    lost = administering.start(store, account("root.one", Role.ADMINISTRATOR), rules)
    code = administering.start(store, account("root.two", Role.ADMINISTRATOR), rules)
    with pytest.raises(SignInRefused):
        unit.enrol("root.one", lost)
    unit.enrol("root.two", code)
    with pytest.raises(CaseworkError, match="sign in"):
        administering.start(store, account("root.three", Role.ADMINISTRATOR), rules)
    store.close()


@pytest.mark.parametrize(
    "first",
    [
        account("root.one", Role.EXAMINER),
        account("root.one"),
        account("root.one", Role.ADMINISTRATOR, vetting=()),
        account(
            "root.one",
            Role.ADMINISTRATOR,
            vetting=(Vetting(scheme="moon", level="MV", expires=date(2035, 1, 1)),),
        ),
    ],
)
def test_the_first_account_is_a_vetted_administrators(tmp_path: Path, first: Account) -> None:
    store = open_store(tmp_path / "home", None, SteppingClock())
    with pytest.raises(CaseworkError):
        administering.start(store, first, vetting_rules())
    store.close()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_none_but_an_administrator_keeps_accounts(light: Unit, role: Role) -> None:
    someone = light.someone("some.one", role)
    light.someone("another.one", Role.EXAMINER)
    for attempt in (
        lambda: administering.add(someone, account("new.one", Role.EXAMINER)),
        lambda: administering.amend(someone, account("another.one", Role.AUDITOR), 1),
        lambda: administering.disable(someone, "another.one", Disabling.LEFT),
        lambda: administering.enable(someone, "another.one"),
        lambda: reset(someone, "another.one"),
        lambda: administering.revoke(someone, "another.one"),
    ):
        with pytest.raises(Refused):
            attempt()


def test_nobody_changes_their_own_account(light: Unit) -> None:
    for attempt in (
        lambda: administering.amend(light.root, account("root.one", Role.EXAMINER), 1),
        lambda: administering.disable(light.root, "root.one", Disabling.LEFT),
        lambda: reset(light.root, "root.one"),
    ):
        with pytest.raises(Refused):
            attempt()


@pytest.mark.parametrize("role", sorted(ALONE))
def test_who_watches_grants_or_is_outside_holds_no_other_role(role: Role) -> None:
    with pytest.raises(CaseworkError, match="alone"):
        account("jo.unreal", role, Role.EXAMINER)


@pytest.mark.parametrize(
    "changes",
    [
        {"id": "Jo.Unreal"},
        {"id": "jo unreal"},
        {"holder": " "},
        {"roles": (Role.EXAMINER, Role.EXAMINER)},
        {"agency": "Unreal Housing"},
        {"roles": (Role.PARTNER_AGENCY,)},
    ],
)
def test_an_account_that_contradicts_itself_is_refused(changes: dict[str, object]) -> None:
    sound: dict[str, object] = {"id": "jo.unreal", "holder": "Jo Unreal"}
    assert Account(**sound)  # type: ignore[arg-type]
    with pytest.raises(CaseworkError):
        Account(**{**sound, **changes})  # type: ignore[arg-type]


def test_every_change_of_an_account_is_kept_with_who_made_it(unit: Unit) -> None:
    unit.someone("jo.unreal", Role.EXAMINER)
    administering.amend(unit.root, account("jo.unreal", Role.DESK_OPERATOR), 1)
    with unit.store.reading() as reading:
        history = reading.history(Account, "jo.unreal")
    assert [stored.record.roles for stored in history] == [
        (Role.EXAMINER,),
        (Role.DESK_OPERATOR,),
    ]
    assert {stored.author for stored in history} == {"root.one"}


def kinds(access: Access) -> set[tuple[NoticeKind, str]]:
    return {(notice.kind, notice.account) for notice in notices(access)}


def test_notice_is_given_before_an_account_is_closed_for_disuse(unit: Unit) -> None:
    unit.enrol("jo.unreal", administering.add(unit.root, account("jo.unreal", Role.EXAMINER)))
    assert kinds(unit.root) == set()
    unit.clock.now += timedelta(days=340)
    unit.sign_in("root.one")
    assert kinds(unit.root) == {(NoticeKind.UNUSED_SOON, "jo.unreal")}
    unit.clock.now += timedelta(days=30)
    assert kinds(unit.root) == {(NoticeKind.UNUSED, "jo.unreal")}
    assert administering.close_unused(unit.store, unit.root.act()) == ["jo.unreal"]
    assert kinds(unit.root) == set()
    assert administering.close_unused(unit.store, unit.root.act()) == []
    administering.enable(unit.root, "jo.unreal")
    assert unit.sign_in("jo.unreal")


def test_notice_is_given_of_vetting_and_of_who_never_enrolled(light: Unit) -> None:
    soon = Vetting(scheme="police", level="RV", expires=light.clock.now.date() + timedelta(days=20))
    light.someone("jo.unreal", Role.EXAMINER, vetting=(soon,))
    assert kinds(light.root) == {
        (NoticeKind.NOT_ENROLLED, "jo.unreal"),
        (NoticeKind.VETTING_EXPIRES, "jo.unreal"),
    }
    light.clock.now += timedelta(days=21)
    assert (NoticeKind.VETTING_LACKING, "jo.unreal") in kinds(light.root)
    renewed = msgspec.structs.replace(soon, expires=date(2030, 1, 1))
    administering.amend(light.root, account("jo.unreal", Role.EXAMINER, vetting=(renewed,)), 1)
    assert kinds(light.root) == {(NoticeKind.NOT_ENROLLED, "jo.unreal")}
