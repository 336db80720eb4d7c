from pathlib import Path

import pytest

import hashsets.policy
import triage.policy
from skerry import SkerryError, policy_table


def write(folder: Path, text: str) -> Path:
    (folder / "policy.toml").write_text(text)
    return folder


def test_without_a_policy_file_there_are_no_rules(tmp_path: Path) -> None:
    assert policy_table(tmp_path, "triage") == {}


def test_each_part_reads_its_own_table(tmp_path: Path) -> None:
    home = write(tmp_path, "[triage]\nrequire_case = true\n[hashsets]\nrequire_approval = true\n")
    assert triage.policy.load_policy(home).require_case
    assert hashsets.policy.load_policy(home).require_approval


@pytest.mark.parametrize(
    "text",
    [
        "[triag]\nrequire_case = true",
        "triage = true",
        "require_case = true",
        "[triage]\nrequire_cases = true",
        '[triage]\nrequire_case = "yes"',
        "[triage",
    ],
)
def test_a_rule_that_cannot_be_read_is_not_passed_over(tmp_path: Path, text: str) -> None:
    with pytest.raises(SkerryError, match="policy file"):
        triage.policy.load_policy(write(tmp_path, text))
