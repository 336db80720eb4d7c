"""The matrix: role x operation x scope, from the operations themselves."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.authorising import Holder, Permit, Refused, Scope, authorise
from casework.accounts.operations import operations
from casework.accounts.permissions import Reach, permissions, permissions_in
from casework.accounts.roles import Role
from casework.errors import CaseworkError
from casework.records.base import PersonRecord
from casework.records.kinds import KINDS
from tests.casework.accounts.conftest import account

SCOPES = {
    "nothing": Scope(),
    "own account": Scope(account="jo"),
    "another's account": Scope(account="mo"),
    "own person": Scope(person="P-1", areas=frozenset({"South"})),
    "own area": Scope(person="P-2", areas=frozenset({"North"})),
    "elsewhere": Scope(person="P-3", areas=frozenset({"South"})),
    "no area": Scope(person="P-4"),
    "disclosed": Scope(
        person="P-3", areas=frozenset({"South"}), disclosed_to=frozenset({"Unreal Housing"})
    ),
    "disclosed to others": Scope(person="P-3", disclosed_to=frozenset({"Unreal Health"})),
}
COVERED = {
    Reach.EVERYWHERE: set(SCOPES),
    Reach.AREA: {"own person", "own area"},
    Reach.PERSON: {"own person"},
    Reach.DISCLOSED: {"disclosed"},
    Reach.OWN: {"own account"},
}
"""Said here a second time, as a table, beside the code that decides."""


def holder(*roles: Role, glass: tuple[str, ...] = ()) -> Holder:
    held = account("jo", *roles, areas=("North",), people=("P-1",))
    return Holder(account=held, roles=frozenset(roles), glass=frozenset(glass))


def judged(who: Holder, operation: str, scope: Scope) -> Permit | None:
    try:
        return authorise(who, operation, scope)
    except Refused:
        return None


def test_every_operation_is_placed_and_nothing_else() -> None:
    assert set(permissions()) == set(operations())


@pytest.mark.parametrize("operation", sorted(operations()))
def test_the_matrix_of_roles_and_scopes_holds(operation: str) -> None:
    placed = permissions()[operation]
    allowed = {
        (role, name)
        for role, name in product(Role, SCOPES)
        if judged(holder(role), operation, SCOPES[name])
    }
    assert allowed == {(role, name) for role, reach in placed.items() for name in COVERED[reach]}


ABOUT_PEOPLE = [kind for kind, record in KINDS.items() if issubclass(record, PersonRecord)]


@pytest.mark.parametrize("kind", ABOUT_PEOPLE)
def test_an_administrator_sees_and_writes_no_case_content(kind: str) -> None:
    placed = {op: cells for op, cells in permissions().items() if op.split(".")[0] == kind}
    assert placed
    assert all(Role.ADMINISTRATOR not in cells for cells in placed.values())


def test_an_auditor_reads_and_changes_nothing() -> None:
    changing = ("add", "revise", "import", "erase", "decide", "confirm", "reset")
    held = {op.split(".")[1] for op, cells in permissions().items() if Role.AUDITOR in cells}
    assert not held & set(changing)
    assert "audit.consult" in {op for op, cells in permissions().items() if Role.AUDITOR in cells}


def test_a_partner_agency_sees_only_what_was_disclosed() -> None:
    seen = {
        op: cells[Role.PARTNER_AGENCY]
        for op, cells in permissions().items()
        if Role.PARTNER_AGENCY in cells and op.endswith((".consult", ".search", ".export"))
    }
    assert set(seen.values()) == {Reach.DISCLOSED}
    assert "report_source.consult" not in seen


def test_the_desk_sees_no_pictures() -> None:
    assert set(permissions()["exam.pictures"]) == {Role.EXAMINER}


def test_an_account_without_roles_may_do_nothing() -> None:
    cases = product(operations(), SCOPES.values())
    assert not [case for case in cases if judged(holder(), *case)]


def test_an_operation_that_is_not_placed_is_refused_to_every_role() -> None:
    assert not [r for r in Role if judged(holder(r), "person.invented", SCOPES["own person"])]


@given(st.sampled_from(sorted(operations())), st.sampled_from(sorted(SCOPES)), st.data())
def test_a_further_role_never_takes_away_and_gives_only_its_own(
    operation: str, name: str, data: st.DataObject
) -> None:
    case = [Role.EXAMINER, Role.DESK_OPERATOR, Role.OFFENDER_MANAGER, Role.CO_ORDINATOR]
    roles = data.draw(st.sets(st.sampled_from(case)))
    alone = {role: judged(holder(role), operation, SCOPES[name]) for role in roles}
    together = judged(holder(*roles), operation, SCOPES[name])
    assert bool(together) == any(alone.values())
    if together:
        assert alone[together.role]


@pytest.mark.parametrize("role", list(Role))
def test_breaking_the_glass_lifts_where_a_role_reaches_and_never_what_it_may_do(role: Role) -> None:
    breakers = {
        Role.EXAMINER,
        Role.DESK_OPERATOR,
        Role.DESK_SUPERVISOR,
        Role.OFFENDER_MANAGER,
    }
    away = SCOPES["elsewhere"]
    lifted = {
        op
        for op in operations()
        if judged(holder(role, glass=("P-3",)), op, away) and not judged(holder(role), op, away)
    }
    reached = {op for op in operations() if judged(holder(role), op, SCOPES["own person"])}
    assert lifted <= reached
    assert bool(lifted) == (role in breakers)


def test_a_broken_glass_is_for_that_person_alone() -> None:
    who = holder(Role.OFFENDER_MANAGER, glass=("P-3",))
    assert authorise(who, "plan.consult", SCOPES["elsewhere"]).by_glass
    assert judged(who, "plan.consult", SCOPES["no area"]) is None


@pytest.mark.parametrize(
    "text", ['[a]\nb = {king = "area"}', '[a]\nb = {auditor = "moon"}', "[a", 'a = "b"']
)
def test_a_table_that_cannot_be_understood_permits_nothing(text: str) -> None:
    with pytest.raises(CaseworkError, match="table of permissions"):
        permissions_in(text)
