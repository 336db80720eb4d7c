from datetime import timedelta

import pytest
from sqlalchemy import select

from casework.accounts.account import Disabling, Vetting
from casework.accounts.administering import add, disable, enable
from casework.accounts.enrolling import Enrolment, begin_enrolment, finish_enrolment
from casework.accounts.roles import Role
from casework.accounts.sessions import account_of
from casework.accounts.signing_in import SignInRefused
from casework.accounts.tables import CREDENTIALS, SESSIONS
from casework.act import Operation
from casework.errors import CaseworkError
from tests.casework.accounts.conftest import CHEAP, FAR, PASSWORD, Unit, account


def test_password_and_code_together_open_a_session(unit: Unit) -> None:
    token = unit.sign_in("root.one")
    assert account_of(unit.store, token) == "root.one"
    last = unit.lines()[-1]
    assert (last.actor, last.operation) == ("root.one", Operation.ACCESS)
    assert last.detail["event"] == "signed in"


@pytest.mark.parametrize(
    "changes",
    [
        {"password": "quarry lantern mosaik"},
        {"password": ""},
        {"code": "000000"},
        {"code": ""},
        {"name": "root.two"},
        {"name": "root.one\n"},
        {"name": "ROOT.ONE"},
    ],
)
def test_whatever_is_wrong_the_answer_is_the_same_and_logged(
    light: Unit, changes: dict[str, str]
) -> None:
    fields = {"code": light.code("root.one"), **changes}
    with pytest.raises(SignInRefused, match=r"^name, password or code is wrong$"):
        light.sign_in(fields.pop("name", "root.one"), **fields)
    assert light.lines()[-1].detail["event"] == "sign-in refused"


def test_a_password_typed_as_a_name_is_not_logged(light: Unit) -> None:
    with pytest.raises(SignInRefused):
        light.sign_in("my very secret password", code="000000")
    assert "secret" not in repr(light.lines())


def test_a_code_that_was_used_is_refused(unit: Unit) -> None:
    code = unit.code("root.one")
    unit.sign_in("root.one", code=code)
    with pytest.raises(SignInRefused):
        unit.sign_in("root.one", code=code)


def test_neither_password_token_nor_second_factor_is_readable_in_the_database(unit: Unit) -> None:
    token = unit.sign_in("root.one")
    with unit.store.engine.connect() as connection:
        rows = [tuple(r) for t in (CREDENTIALS, SESSIONS) for r in connection.execute(select(t))]
    assert "$argon2id$" in repr(rows)
    raw = b"".join(bytes(c) for row in rows for c in row if isinstance(c, bytes | memoryview))
    assert PASSWORD not in repr(rows)
    assert token not in repr(rows)
    assert token.encode() not in raw
    assert unit.secrets["root.one"] not in raw


def test_a_closed_account_is_told_so_only_after_password_and_code(unit: Unit) -> None:
    unit.enrol("jo.unreal", add(unit.root, account("jo.unreal", Role.EXAMINER)))
    disable(unit.root, "jo.unreal", Disabling.LEFT)
    with pytest.raises(SignInRefused, match="closed"):
        unit.sign_in("jo.unreal")
    with pytest.raises(SignInRefused, match="wrong"):
        unit.sign_in("jo.unreal", password="something else here")
    enable(unit.root, "jo.unreal")
    assert unit.sign_in("jo.unreal")


def test_who_has_no_vetting_left_does_not_get_in(light: Unit) -> None:
    lapsed = Vetting(scheme="police", level="RV", expires=light.clock.now.date())
    light.enrol(
        "jo.unreal", add(light.root, account("jo.unreal", Role.EXAMINER, vetting=(lapsed,)))
    )
    light.sign_in("jo.unreal")
    light.clock.now += timedelta(days=2)
    with pytest.raises(SignInRefused, match="vetting"):
        light.sign_in("jo.unreal")


def test_an_account_unused_for_twelve_months_does_not_get_in(light: Unit) -> None:
    light.enrol("jo.unreal", add(light.root, account("jo.unreal", Role.EXAMINER)))
    light.clock.now += timedelta(days=364)
    light.sign_in("jo.unreal")
    light.clock.now += timedelta(days=366)
    assert light.clock.now.date() < FAR
    with pytest.raises(SignInRefused, match="unused"):
        light.sign_in("jo.unreal")


def test_before_enrolment_no_password_gets_in(light: Unit) -> None:
    code = add(light.root, account("jo.unreal", Role.EXAMINER))
    for password in ("", code, "None", PASSWORD):
        with pytest.raises(SignInRefused):
            light.sign_in("jo.unreal", password=password, code="000000")


def test_a_one_time_code_serves_once_and_for_three_days(unit: Unit) -> None:
    code = add(unit.root, account("jo.unreal", Role.EXAMINER))
    unit.enrol("jo.unreal", code.replace("-", "").lower())
    with pytest.raises(SignInRefused):
        unit.enrol("jo.unreal", code)
    late = add(unit.root, account("mo.unreal", Role.EXAMINER))
    unit.clock.now += timedelta(days=3, seconds=1)
    with pytest.raises(SignInRefused):
        unit.enrol("mo.unreal", late)


def test_enrolment_wants_a_good_password_and_the_authenticators_code(light: Unit) -> None:
    one_time = add(light.root, account("jo.unreal", Role.EXAMINER))
    enrolment = Enrolment(name="jo.unreal", one_time=one_time, address="10.0.0.1")
    light.secrets["jo.unreal"] = begin_enrolment(light.store, enrolment)
    with pytest.raises(CaseworkError, match="tried first"):
        finish_enrolment(light.store, enrolment, "Password123!!", light.code("jo.unreal"), CHEAP)
    with pytest.raises(CaseworkError, match="authenticator"):
        finish_enrolment(light.store, enrolment, PASSWORD, "000000", CHEAP)
    finish_enrolment(light.store, enrolment, PASSWORD, light.code("jo.unreal"), CHEAP)
    assert light.sign_in("jo.unreal")
