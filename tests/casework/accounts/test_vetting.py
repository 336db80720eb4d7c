from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casework.accounts.account import Vetting
from casework.accounts.disuse import closes_on, is_unused, notice_due
from casework.accounts.roles import Role
from casework.accounts.vetting import OWN_RULES, VettingRules, vetting_rules
from casework.errors import CaseworkError
from tests.casework.accounts.conftest import account

DAY = date(2026, 11, 2)


def test_every_role_has_a_vetting_that_it_needs(rules: VettingRules) -> None:
    assert set(rules.roles) == set(Role)
    assert all(rules.roles.values())


@given(
    st.sampled_from(list(Role)),
    st.sampled_from(["RV", "MV", "NPPV1", "NPPV2", "NPPV3"]),
    st.integers(-400, 400),
)
def test_a_role_needs_its_level_unexpired(role: Role, level: str, days: int) -> None:
    rules = vetting_rules()
    scheme = "nppv" if level.startswith("NPPV") else "police"
    order = rules.schemes[scheme].levels
    held = Vetting(scheme=scheme, level=level, expires=DAY + timedelta(days=days))
    cleared = rules.cleared(account("jo.unreal", role, vetting=(held,)), DAY)
    serves = days >= 0 and order.index(level) >= order.index(rules.roles[role][scheme])
    assert cleared == ({role} if serves else set())


def test_without_vetting_no_role_is_cleared(rules: VettingRules) -> None:
    assert rules.cleared(account("jo.unreal", Role.EXAMINER, vetting=()), DAY) == set()


def test_a_unit_may_have_schemes_of_its_own(tmp_path: Path) -> None:
    scheme = '[schemes.isle]\ntitle = "Isle"\nlevels = ["one", "two"]\n'
    text = f'{scheme}[roles]\nauditor = {{isle = "two"}}\n'
    (tmp_path / OWN_RULES).write_text(text, "utf-8")
    rules = vetting_rules(tmp_path)
    held = Vetting(scheme="isle", level="two", expires=DAY)
    assert rules.cleared(account("a", Role.AUDITOR, vetting=(held,)), DAY) == {Role.AUDITOR}
    assert rules.cleared(account("b", Role.EXAMINER, vetting=(held,)), DAY) == set()


@pytest.mark.parametrize(
    "text",
    [
        "[roles",
        '[schemes.isle]\ntitle = "Isle"\nlevels = ["one"]\n[roles]\nauditor = {isle = "two"}\n',
        '[schemes.isle]\ntitle = "Isle"\nlevels = ["one"]\n[roles]\nking = {isle = "one"}\n',
    ],
)
def test_rules_that_cannot_be_understood_open_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / OWN_RULES).write_text(text, "utf-8")
    with pytest.raises(CaseworkError, match="vetting"):
        vetting_rules(tmp_path)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(0, 800))
def test_notice_comes_before_an_account_is_closed_for_disuse(used: date, days: int) -> None:
    today = used + timedelta(days=days)
    assert is_unused(used, today) == (today >= closes_on(used))
    assert not (is_unused(used, today) and notice_due(used, today))
    assert notice_due(used, closes_on(used) - timedelta(days=1))
    assert 365 <= (closes_on(used) - used).days <= 366
