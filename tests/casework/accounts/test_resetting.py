"""Whoever resets an account could sit down as its holder: of a powerful one it takes two."""

from datetime import timedelta

import pytest

from casework.accounts import administering
from casework.accounts.access import Access
from casework.accounts.account import Account
from casework.accounts.authorising import Refused
from casework.accounts.credentials import credentials_of
from casework.accounts.granting import ABSENT
from casework.accounts.notices import NoticeKind, notices
from casework.accounts.resetting import agree, reset
from casework.accounts.roles import Role
from tests.casework.accounts.conftest import Unit, account

POWERFUL = (Role.ADMINISTRATOR, Role.AUDITOR, Role.DESK_SUPERVISOR)


@pytest.fixture
def two(light: Unit) -> Unit:
    """Two administrators who have enrolled."""
    code = administering.add(light.root, account("root.two", Role.ADMINISTRATOR))
    light.enrol("root.two", code)
    return light


def second(unit: Unit) -> Access:
    return Access(unit.store, "root.two", unit.rules)


def holds(unit: Unit, name: str) -> bool:
    """Whether the account is still entered as before."""
    with unit.store.quietly() as reading:
        kept = credentials_of(reading.connection, name)
    return kept is not None and kept.enrolled


def enrolled(unit: Unit, name: str, role: Role) -> None:
    code = administering.add(unit.root, account(name, role))
    with unit.store.reading() as reading:
        awaits = reading.get(Account, name).record.awaiting
    if awaits:
        agree(second(unit), name)
    unit.enrol(name, code)


@pytest.mark.parametrize("role", POWERFUL)
def test_a_powerful_account_is_not_reset_until_another_agrees_who_gets_the_code(
    two: Unit, role: Role
) -> None:
    enrolled(two, "some.one", role)
    assert reset(two.root, "some.one") is None
    assert holds(two, "some.one")
    kinds = {(one.kind, one.account) for one in notices(second(two))}
    assert (NoticeKind.RESET_AWAITED, "some.one") in kinds
    with pytest.raises(Refused):
        agree(two.root, "some.one")
    _, code = agree(second(two), "some.one")
    assert code is not None
    assert not holds(two, "some.one")
    two.enrol("some.one", code)


def test_an_account_of_no_power_is_reset_by_one(two: Unit) -> None:
    enrolled(two, "om.one", Role.OFFENDER_MANAGER)
    assert reset(two.root, "om.one") is not None
    assert not holds(two, "om.one")


def test_where_nobody_else_could_agree_it_is_done_alone_and_the_log_says_so(light: Unit) -> None:
    enrolled(light, "vera.auditor", Role.AUDITOR)
    assert reset(light.root, "vera.auditor") is not None
    assert [one for one in light.lines() if one.detail.get("event") == "reset alone"]


def test_who_has_not_been_there_for_long_counts_as_no_second_person(two: Unit) -> None:
    enrolled(two, "vera.auditor", Role.AUDITOR)
    two.clock.now += ABSENT - timedelta(days=1)
    assert reset(two.root, "vera.auditor") is None
    two.clock.now += timedelta(days=1)
    assert reset(two.root, "vera.auditor") is not None


def test_a_change_of_the_account_does_not_take_the_asking_back(two: Unit) -> None:
    enrolled(two, "vera.auditor", Role.AUDITOR)
    reset(two.root, "vera.auditor")
    found = two.root.consult(Account, "vera.auditor")
    changed = account("vera.auditor", Role.AUDITOR, areas=("North",))
    stored = administering.amend(two.root, changed, found.revision)
    assert stored.record.reset_asked_by == "root.one"


def test_nobody_resets_their_own(two: Unit) -> None:
    with pytest.raises(Refused):
        reset(two.root, "root.one")
