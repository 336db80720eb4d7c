from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import func, select

from casework.accounts.resetting import reset
from casework.accounts.roles import Role
from casework.accounts.signing_in import SignInRefused
from casework.accounts.tables import FAILURES
from casework.accounts.throttling import (
    BY_ACCOUNT,
    BY_ADDRESS,
    LOGGED_AN_HOUR,
    LOGGING_HOUR,
    Throttled,
)
from casework.audit.line import Line
from tests.casework.accounts.conftest import Unit


def fail(unit: Unit, name: str = "root.one", address: str = "10.0.0.9") -> None:
    with pytest.raises(SignInRefused):
        unit.sign_in(name, password="not the password", code="000000", address=address)


def throttled(unit: Unit, name: str = "root.one", address: str = "10.0.0.9") -> timedelta | None:
    with pytest.raises(Throttled) as caught:
        unit.sign_in(name, password="not the password", code="000000", address=address)
    return caught.value.wait


def test_after_five_failures_an_account_waits_and_then_may_try_again(unit: Unit) -> None:
    for number in range(5):
        fail(unit, address=f"10.0.1.{number}")
    wait = throttled(unit)
    assert wait is not None
    unit.clock.now += wait
    assert unit.sign_in("root.one")


def logged(unit: Unit) -> list[Line]:
    return [line for line in unit.lines() if line.detail.get("event") == "sign-in throttled"]


def test_each_throttled_attempt_has_its_line_until_they_are_many(unit: Unit) -> None:
    for number in range(5):
        fail(unit, address=f"10.0.1.{number}")
    for _ in range(LOGGED_AN_HOUR + 3):
        unit.clock.now -= timedelta(seconds=3)  # what each attempt takes by this clock
        throttled(unit)
    lines = logged(unit)
    assert [line.actor for line in lines] == ["root.one"] * LOGGED_AN_HOUR
    assert {line.detail["address"] for line in lines} == {"10.0.0.9"}
    unit.clock.now += LOGGING_HOUR
    for number in range(5):
        fail(unit, address=f"10.0.2.{number}")
        unit.clock.now += timedelta(minutes=15)
    unit.clock.now -= timedelta(minutes=15)
    throttled(unit)
    assert logged(unit)[-1].detail["not_logged_before"] == 3


def test_a_name_that_nobody_has_is_throttled_under_no_name(light: Unit) -> None:
    for number in range(5):
        fail(light, name="my secret password", address=f"10.0.1.{number}")
    throttled(light, name="my secret password")
    assert logged(light)[-1].actor == "unknown"
    assert "secret" not in repr(light.lines())


def test_the_right_password_does_not_get_round_the_wait(unit: Unit) -> None:
    for number in range(5):
        fail(unit, address=f"10.0.1.{number}")
    code = unit.code("root.one")
    unit.clock.now -= timedelta(seconds=89)
    with pytest.raises(Throttled):
        unit.sign_in("root.one", code=code)


def test_an_address_that_tries_many_names_waits(light: Unit) -> None:
    for number in range(20):
        fail(light, name=f"guess.{number}")
    assert throttled(light, name="another") is not None
    fail(light, name="another", address="10.0.0.10")


def test_a_success_forgets_the_accounts_failures(light: Unit) -> None:
    for _ in range(3):
        for _ in range(4):
            fail(light)
        light.sign_in("root.one")
    fail(light)


def test_success_with_one_account_does_not_clear_the_address(light: Unit) -> None:
    for number in range(19):
        fail(light, name=f"guess.{number}")
    light.sign_in("root.one", address="10.0.0.9")
    light.clock.now -= timedelta(seconds=60)
    fail(light, name="guess.x")
    assert throttled(light, name="guess.y") is not None


def test_after_a_hundred_in_a_row_only_an_administrator_opens_it_again(light: Unit) -> None:
    light.someone("jo.unreal", Role.EXAMINER)
    for number in range(100):
        light.clock.now += timedelta(minutes=15)
        fail(light, "jo.unreal", address=f"10.1.0.{number}")
    light.clock.now += timedelta(days=20)
    assert throttled(light, "jo.unreal", address="10.2.0.1") is None
    light.enrol("jo.unreal", reset(light.root, "jo.unreal") or "")
    assert light.sign_in("jo.unreal")


def test_made_up_names_do_not_fill_the_table(light: Unit) -> None:
    for number in range(30):
        light.clock.now += timedelta(hours=2)
        fail(light, name="x" * 70 + str(number), address=f"10.3.0.{number}")
    with light.store.reading() as reading:
        kept = reading.connection.execute(select(func.count()).select_from(FAILURES)).scalar_one()
    assert kept < 20


LIMITS = st.sampled_from([BY_ACCOUNT, BY_ADDRESS])


@given(LIMITS, st.integers(0, 90), st.integers(0, 100_000), st.integers(0, 100_000))
def test_waiting_shortens_the_wait_and_failing_never_does(
    limits: object, failed: int, seconds: int, more: int
) -> None:
    assert limits in (BY_ACCOUNT, BY_ADDRESS)
    chosen = BY_ACCOUNT if limits == BY_ACCOUNT else BY_ADDRESS
    since = timedelta(seconds=seconds)
    now, later = chosen.wait(failed, since), chosen.wait(failed, since + timedelta(seconds=more))
    worse = chosen.wait(failed + 1, since)
    assert now is not None
    assert later is not None
    assert timedelta() <= later <= now <= chosen.longest
    assert worse is None or worse >= now
