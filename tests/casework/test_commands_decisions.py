import json
import shlex

import pytest

from casework.accounts.roles import Role
from tests.casework.seats import Seats


@pytest.fixture
def unit(skerry: Seats) -> Seats:
    """A decision that wants a sign-off, by an officer; and a supervisor."""
    skerry("people", "add", "P-0042", "--name", "Person 0042 Testcase", "--area", "North")
    words = "people decisions add P-0042 --decided 'visit' --reasons 'a find' --needs-sign-off"
    skerry(*shlex.split(words), "--evaluate-by", "2026-01-01", "--id", "E-1")
    skerry.sit("om.one", Role.OFFENDER_MANAGER, people=("P-0042",))
    skerry.sit("boss.one", Role.DESK_SUPERVISOR, areas=("North",))
    return skerry


def state(unit: Seats) -> dict[str, object]:
    told = unit.as_("jo.unreal", "people", "decisions", "state", "E-1").stdout
    found: dict[str, object] = json.loads(told.splitlines()[0])["state"]
    return found


def test_a_decision_takes_effect_when_a_supervisor_other_than_its_maker_signs_it(
    unit: Seats,
) -> None:
    assert state(unit)["effective"] is False
    own = unit.as_("jo.unreal", "people", "decisions", "sign-off", "E-1", check=False)
    assert "signed off by another" in own.stderr
    lower = unit.as_("om.one", "people", "decisions", "sign-off", "E-1", check=False)
    assert "not permitted" in lower.stderr
    unit("people", "decisions", "sign-off", "E-1")
    assert state(unit)["effective"] is True


def test_nobody_signs_in_anothers_name(unit: Seats, tmp_path: object) -> None:
    step = {
        "id": "T-1",
        "person": "P-0042",
        "decision": "E-1",
        "step": "signed off",
        "by": "boss.two",
        "at": "2026-11-24T09:00:00Z",
    }
    path = unit.home / "step.json"
    path.write_text(json.dumps(step))
    done = unit("people", "file", "decision_step", path, check=False)
    assert (done.returncode, "not permitted" in done.stderr) == (1, True)
    path.write_text(json.dumps({**step, "by": "boss.one"}))
    unit("people", "file", "decision_step", path)


def test_who_was_told_is_open_until_they_acknowledge(unit: Seats) -> None:
    unit("people", "decisions", "communicate", "E-1", "--to", "om.one")
    assert state(unit)["unacknowledged"] == ["om.one"]
    never = unit("people", "decisions", "acknowledge", "E-1", "--by", "om.two", check=False)
    assert "was not communicated to om.two" in never.stderr
    unit.as_("om.one", "people", "decisions", "acknowledge", "E-1")
    assert state(unit)["unacknowledged"] == []


def test_how_it_went_is_due_until_it_was_said(unit: Seats) -> None:
    assert "how the decision went" in unit.as_("jo.unreal", "people", "agenda").stdout
    unit("people", "decisions", "evaluate", "E-1", "--said", "it went well")
    assert "how the decision went" not in unit.as_("jo.unreal", "people", "agenda").stdout


def test_a_decision_is_superseded_once_and_never_edited(unit: Seats) -> None:
    words = shlex.split("people decisions supersede E-1 --decided wait --reasons 'new facts'")
    unit.as_("jo.unreal", *words, "--id", "E-2")
    assert state(unit)["superseded_by"] == "E-2"
    twice = unit.as_("jo.unreal", *words, "--id", "E-3", check=False)
    assert "superseded by E-2 already" in twice.stderr
    assert unit("people", "decisions", "change", "E-1", check=False).returncode == 2


def test_where_policy_wants_it_no_decision_goes_without_a_sign_off(unit: Seats) -> None:
    (unit.home / "policy.toml").write_text("[casework]\nsign_off_decisions = true\n")
    words = shlex.split("people decisions add P-0042 --decided wait --reasons so")
    refused = unit.as_("jo.unreal", *words, check=False)
    assert "policy wants a sign-off" in refused.stderr
    unit.as_("jo.unreal", *words, "--needs-sign-off")
