"""Every fault in the table has a test, and the test is there."""

import ast
import re

import pytest

from tests.house import ROOT, tree_of

TABLE = (ROOT / "docs" / "faults.md").read_text("utf-8")
NAMED = re.compile(r"`(tests/[\w/]+\.py)::(test_\w+)`")
ROWS = [
    [cell.strip() for cell in line.strip("|").split("|")]
    for line in TABLE.splitlines()
    if line.startswith("| ") and not line.startswith("| fault |")
]


def test_the_table_holds_every_kind_of_fault() -> None:
    assert len(ROWS) >= 40
    assert {len(row) for row in ROWS} == {3}


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row[0])
def test_a_fault_is_shown_by_a_test_that_exists(row: list[str]) -> None:
    named = NAMED.findall(row[2])
    assert named
    for file, test in named:
        assert test in functions(file), f"{file} has no {test}"


def functions(file: str) -> set[str]:
    tree = tree_of(ROOT / file)
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}
