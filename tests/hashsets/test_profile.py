import json
from pathlib import Path

import pytest

from hashsets.profile import read_profile
from hashsets.records import HashSetError
from tests.hashsets.stored import PROFILE

TOML = """
profile = "example"
version = "1"

[categories.0]
label = "Not of interest"
severity = "info"
alertable = false

[categories.1]
label = "First"
severity = "critical"
alertable = true

[categories.2]
label = "Second"
severity = "medium"
alertable = true
"""


def test_toml_and_json_give_the_same_profile(tmp_path: Path) -> None:
    (tmp_path / "a.toml").write_text(TOML)
    category = {"label": "Not of interest", "severity": "info", "alertable": False}
    second = {"label": "First", "severity": "critical", "alertable": True}
    third = {"label": "Second", "severity": "medium", "alertable": True}
    categories = {"0": category, "1": second, "2": third}
    text = json.dumps({"profile": "example", "version": "1", "categories": categories})
    (tmp_path / "b.json").write_text(text)
    assert read_profile(tmp_path / "a.toml") == PROFILE
    assert read_profile(tmp_path / "b.json") == PROFILE


@pytest.mark.parametrize(
    ("name", "text", "reason"),
    [
        ("p.toml", TOML.replace("critical", "dire"), "dire"),
        ("p.toml", TOML.replace('label = "First"', ""), "label"),
        ("p.toml", TOML + "extra = 1", "extra"),
        ("p.toml", TOML.replace("categories.1", "categories.one"), "int"),
        ("p.toml", "= nonsense", "not a category profile"),
        ("p.toml", "\x00", "not a category profile"),
        ("p.json", "{", "not a category profile"),
        ("p.yaml", "profile: x", r"a \.toml or \.json file"),
    ],
)
def test_what_is_no_profile_is_refused_in_one_line(
    tmp_path: Path, name: str, text: str, reason: str
) -> None:
    (tmp_path / name).write_text(text)
    with pytest.raises(HashSetError, match=reason) as refused:
        read_profile(tmp_path / name)
    assert name in str(refused.value)


def test_a_profile_that_is_not_there_is_one_clear_line(tmp_path: Path) -> None:
    with pytest.raises(HashSetError, match=r"cannot read the profile gone\.toml"):
        read_profile(tmp_path / "gone.toml")
