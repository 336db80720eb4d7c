from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.account import Disabling
from casework.accounts.administering import add, amend, disable, revoke
from casework.accounts.resetting import reset
from casework.accounts.roles import Role
from casework.accounts.sessions import TIMEOUTS, SessionEnded, account_of, sign_out
from casework.moments import moment_of
from tests.casework.accounts.conftest import Unit, account


def ended(unit: Unit, token: str) -> bool:
    try:
        account_of(unit.store, token)
    except SessionEnded:
        return True
    return False


def test_a_session_ends_when_it_is_not_used(unit: Unit) -> None:
    token = unit.sign_in("root.one")
    unit.clock.now += timedelta(minutes=29)
    assert not ended(unit, token)
    unit.clock.now += timedelta(minutes=29)
    assert not ended(unit, token)
    unit.clock.now += timedelta(minutes=30)
    assert ended(unit, token)
    unit.clock.now -= timedelta(minutes=30)
    assert ended(unit, token)


def test_a_session_ends_however_much_it_is_used(light: Unit) -> None:
    token = light.sign_in("root.one")
    for _ in range(35):
        light.clock.now += timedelta(minutes=20)
        assert not ended(light, token)
    light.clock.now += timedelta(minutes=20)
    assert ended(light, token)


@given(st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 10**6))
def test_what_has_ended_stays_ended(opened: int, idle: int, more: int) -> None:
    first = moment_of(opened * 10**6)
    used = first + timedelta(seconds=opened % 1000)
    now = used + timedelta(seconds=idle)
    if TIMEOUTS.ended(first, used, now):
        assert TIMEOUTS.ended(first, used, now + timedelta(seconds=more))
    else:
        assert now - first < timedelta(hours=12)
        assert now - used < timedelta(minutes=30)


def test_tokens_are_of_256_bits_and_differ(light: Unit) -> None:
    tokens = {light.sign_in("root.one") for _ in range(5)}
    assert len(tokens) == 5
    assert all(len(token) == 43 for token in tokens)


@pytest.mark.parametrize("token", ["", "x", "A" * 43, "\ud800"])
def test_a_made_up_token_is_nobodys(light: Unit, token: str) -> None:
    assert ended(light, token)


def test_signing_out_ends_that_session_only(light: Unit) -> None:
    first, second = light.sign_in("root.one"), light.sign_in("root.one")
    sign_out(light.store, first)
    assert ended(light, first)
    assert not ended(light, second)


@pytest.mark.parametrize("how", ["disable", "reset", "revoke", "roles"])
def test_what_an_administrator_takes_away_ends_at_once(unit: Unit, how: str) -> None:
    unit.enrol("jo.unreal", add(unit.root, account("jo.unreal", Role.EXAMINER)))
    token = unit.sign_in("jo.unreal")
    if how == "disable":
        disable(unit.root, "jo.unreal", Disabling.SUSPECTED)
    elif how == "reset":
        reset(unit.root, "jo.unreal")
    elif how == "revoke":
        assert revoke(unit.root, "jo.unreal") == 1
    else:
        amend(unit.root, account("jo.unreal", Role.DESK_OPERATOR), 1)
    assert ended(unit, token)
