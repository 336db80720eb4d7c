from pathlib import Path

import pytest

from casework.act import Act, Operation
from casework.errors import CaseworkError
from casework.intents import begin
from casework.policy import Policy, load_policy
from casework.store import open_store
from tests.casework.people import person

NOBODY_SAYS_WHY = Act(actor="officer-1", reason=" ")


def write(home: Path, text: str) -> None:
    home.mkdir()
    (home / "policy.toml").write_text(text)


def test_without_a_policy_no_reason_is_asked_for(tmp_path: Path) -> None:
    assert load_policy(tmp_path) == Policy()


def test_what_policy_wants_a_reason_for_is_refused_without_one(tmp_path: Path) -> None:
    write(tmp_path / "home", '[casework]\nreasons_for = ["consultation", "collection", "export"]\n')
    store = open_store(tmp_path / "home")
    asks = pytest.raises(CaseworkError, match="asks for a reason")
    with asks, store.writing(NOBODY_SAYS_WHY) as writing:
        writing.add(person(42))
    with store.writing(Act(actor="officer-1", reason="registration")) as writing:
        writing.add(person(42))
        writing.revise(person(42, ethnicity="x"), after=1)
    with asks, store.consulting(NOBODY_SAYS_WHY, "P-0042"):
        pass
    with asks:
        begin(store, NOBODY_SAYS_WHY, Operation.EXPORT)
    with store.writing(NOBODY_SAYS_WHY) as writing:
        writing.revise(person(42, ethnicity="y"), after=2)
    store.close()


@pytest.mark.parametrize("text", ['reasons_for = ["gossip"]', "reason = 1", "reasons_for = 1"])
def test_a_policy_that_cannot_be_understood_is_refused(tmp_path: Path, text: str) -> None:
    write(tmp_path / "home", f"[casework]\n{text}\n")
    with pytest.raises(CaseworkError, match=r"\[casework\]"):
        open_store(tmp_path / "home")
