from datetime import timedelta

import msgspec
import pytest

from casework.accounts import administering
from casework.accounts.access import Access
from casework.accounts.account import RESERVED, Account
from casework.accounts.authorising import Refused
from casework.accounts.granting import approve, asked_for
from casework.accounts.notices import NoticeKind, notices
from casework.accounts.permissions import second_person, second_person_in
from casework.accounts.roles import Role
from casework.act import Act
from casework.errors import CaseworkError
from tests.casework.accounts.conftest import Unit, account

POWERFUL = {Role.ADMINISTRATOR, Role.AUDITOR, Role.DESK_SUPERVISOR}


def record(unit: Unit, name: str) -> Account:
    with unit.store.reading() as reading:
        return reading.get(Account, name).record


@pytest.fixture
def two(light: Unit) -> Unit:
    """A unit with two administrators who have enrolled."""
    code = administering.add(light.root, account("root.two", Role.ADMINISTRATOR))
    light.enrol("root.two", code)
    return light


def second(unit: Unit) -> Access:
    return Access(unit.store, "root.two", unit.rules)


def test_the_powerful_roles_are_those_that_keep_accounts_watch_and_supervise() -> None:
    assert second_person() == POWERFUL


def test_the_first_administrator_grants_alone_and_the_log_says_so(light: Unit) -> None:
    administering.add(light.root, account("root.two", Role.ADMINISTRATOR))
    assert record(light, "root.two").roles == (Role.ADMINISTRATOR,)
    (line,) = [one for one in light.lines() if one.detail.get("event") == "granted alone"]
    assert (line.actor, line.detail["account"]) == ("root.one", "root.two")


@pytest.mark.parametrize("role", sorted(POWERFUL))
def test_a_powerful_role_is_not_held_until_a_second_person_agrees(two: Unit, role: Role) -> None:
    administering.add(two.root, account("new.one", role))
    found = record(two, "new.one")
    assert (found.roles, found.awaiting, found.asked_by) == ((), (role,), "root.one")
    kinds = {(one.kind, one.account) for one in notices(second(two))}
    assert (NoticeKind.ROLES_AWAITED, "new.one") in kinds
    with pytest.raises(Refused):
        approve(two.root, "new.one")
    approve(second(two), "new.one")
    found = record(two, "new.one")
    assert (found.roles, found.awaiting, found.asked_by) == ((role,), (), None)


def test_nobody_agrees_to_their_own_role(two: Unit) -> None:
    administering.add(two.root, account("boss.one", Role.DESK_SUPERVISOR))
    approve(second(two), "boss.one")
    code = administering.add(two.root, account("boss.two", Role.DESK_SUPERVISOR))
    two.enrol("boss.two", code)
    with pytest.raises(Refused):
        approve(Access(two.store, "boss.two", two.rules), "boss.two")
    approve(Access(two.store, "boss.one", two.rules), "boss.two")
    assert record(two, "boss.two").roles == (Role.DESK_SUPERVISOR,)


def test_an_ordinary_role_takes_one(two: Unit) -> None:
    administering.add(two.root, account("om.one", Role.OFFENDER_MANAGER))
    assert record(two, "om.one").roles == (Role.OFFENDER_MANAGER,)
    with pytest.raises(CaseworkError, match="awaits no role"):
        approve(second(two), "om.one")


def test_a_role_that_is_awaited_outlives_other_changes_and_goes_with_another_choice(
    two: Unit,
) -> None:
    administering.add(two.root, account("om.one", Role.OFFENDER_MANAGER))
    asked = account("om.one", Role.OFFENDER_MANAGER, Role.DESK_SUPERVISOR)
    administering.amend(two.root, asked, 1)
    found = record(two, "om.one")
    assert (found.roles, found.awaiting) == ((Role.OFFENDER_MANAGER,), (Role.DESK_SUPERVISOR,))
    administering.amend(two.root, msgspec.structs.replace(found, areas=("North",)), 2)
    assert record(two, "om.one").awaiting == (Role.DESK_SUPERVISOR,)
    administering.amend(two.root, account("om.one", Role.EXAMINER), 3)
    assert record(two, "om.one").awaiting == ()


def test_asking_again_for_a_role_that_is_held_asks_nobody() -> None:
    held = account("boss.one", Role.DESK_SUPERVISOR)
    both = account("boss.one", Role.DESK_SUPERVISOR, Role.EXAMINER)
    assert asked_for(both, held, "root.one").awaiting == ()


@pytest.mark.parametrize("text", ["[a", "[second_person]", 'second_person = {roles = ["king"]}'])
def test_a_switch_that_cannot_be_understood_lets_nobody_grant(text: str) -> None:
    with pytest.raises(CaseworkError, match="second_person"):
        second_person_in(text)


def test_the_switch_can_be_off() -> None:
    assert second_person_in("[second_person]\nroles = []") == frozenset()


WHY = Act(actor=administering.RECOVERY, reason="both administrators left the force")


def test_an_administrator_is_made_at_the_host_where_all_are_lost_and_all_are_told(
    two: Unit,
) -> None:
    code = administering.recover(
        two.store, account("root.three", Role.ADMINISTRATOR), two.rules, WHY
    )
    two.enrol("root.three", code)
    assert two.sign_in("root.three")
    three = Access(two.store, "root.three", two.rules)
    for access in (two.root, second(two), three):
        assert (NoticeKind.RECOVERED, "root.three") in {
            (n.kind, n.account) for n in notices(access)
        }
    (line,) = [one for one in two.lines() if one.detail.get("event") == "recovery"]
    assert (line.actor, line.reason) == ("recovery", WHY.reason)
    for _ in range(2):
        two.clock.now += timedelta(days=183)
        two.sign_in("root.one")
    assert not [n for n in notices(two.root) if n.kind is NoticeKind.RECOVERED]


@pytest.mark.parametrize(
    ("found", "why"),
    [
        (account("x.one", Role.DESK_SUPERVISOR), WHY),
        (account("x.one", Role.ADMINISTRATOR, vetting=()), WHY),
        (account("x.one", Role.ADMINISTRATOR), Act(actor=administering.RECOVERY)),
        (account("x.one", Role.ADMINISTRATOR), Act(actor="root.one", reason="so")),
        (account("root.one", Role.ADMINISTRATOR), WHY),
    ],
)
def test_recovery_makes_one_new_vetted_administrator_with_a_reason_or_nothing(
    two: Unit, found: Account, why: Act
) -> None:
    before = len(two.lines())
    with pytest.raises(CaseworkError):
        administering.recover(two.store, found, two.rules, why)
    assert len(two.lines()) == before


@pytest.mark.parametrize("name", sorted(RESERVED))
def test_nobody_is_called_what_the_log_calls_others(name: str) -> None:
    with pytest.raises(CaseworkError):
        account(name, Role.EXAMINER)
