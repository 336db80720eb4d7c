from pathlib import Path

import pytest

from casework.errors import CaseworkError
from casework.importing.column_map import ColumnMap, read_column_map
from tests.casework.seats import Seats

MAP = """\
ignore = ["Printed by"]

[columns]
reference = "Record No"
name = "Full Name"
managed_since = "Start"
area = "Office"
sex = "Gender"

[values.sex]
M = "male"

[constants]
authority = "police"
"""
EXPORT = """\
Record No,Full Name,Printed by,Start,Office,Gender
P-0050,Person 0050 Testcase,someone,01/04/2024,North,M
"""


def test_a_register_s_own_headings_and_words_are_read_by_a_map(
    skerry: Seats, tmp_path: Path
) -> None:
    (tmp_path / "map.toml").write_text(MAP)
    (tmp_path / "export.csv").write_text(EXPORT)
    words = ("people", "import", tmp_path / "export.csv")
    assert "no column is called" in skerry(*words, check=False).stderr
    skerry(*words, "--map", tmp_path / "map.toml")
    shown = skerry("people", "show", "P-0050", "--json").stdout
    assert '"sex":"male"' in shown
    assert "someone" not in shown


def test_a_heading_that_is_neither_named_nor_ignored_is_refused(
    skerry: Seats, tmp_path: Path
) -> None:
    (tmp_path / "map.toml").write_text(MAP.replace('ignore = ["Printed by"]', ""))
    (tmp_path / "export.csv").write_text(EXPORT)
    words = ("people", "import", tmp_path / "export.csv", "--map", tmp_path / "map.toml")
    assert "no column is called Printed by" in skerry(*words, check=False).stderr


@pytest.mark.parametrize("text", ["[columns", "[colums]", "columns = 3"])
def test_what_is_no_map_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "map.toml").write_text(text)
    with pytest.raises(CaseworkError, match="is no column map"):
        read_column_map(tmp_path / "map.toml")


def test_a_heading_is_one_thing_only() -> None:
    with pytest.raises(CaseworkError, match="a heading twice"):
        ColumnMap(columns={"name": "A", "reference": "A"})
    with pytest.raises(CaseworkError, match="and as constant"):
        ColumnMap(columns={"name": "A"}, constants={"name": "x"})
