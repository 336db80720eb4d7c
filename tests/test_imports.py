"""Imports go one way: floor, models, halves, desk, command line; and never in a circle."""

import ast
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from tests.house import BESIDE, PRODUCT, ROOT, name_of, sources, tree_of

FLOOR = {"jail", "casework", "hashsets", "keywords"}
HALVES = {"triage", "monitor"}
BELOW: dict[str, set[str]] = {
    "skerry": set(),
    "jail": set(),
    "casework": set(),
    "keywords": set(),
    "hashsets": {"jail"},
    "models": FLOOR,
    "triage": {*FLOOR, "models"},
    "monitor": {*FLOOR, "models"},
    "desk": {*FLOOR, *HALVES, "models"},
    "cli": {*FLOOR, *HALVES, "models", "desk"},
}
"""What each part may import beside itself and ``skerry``."""

OURS = {*BELOW, *BESIDE}


def imported(file: Path, tree: ast.Module) -> Iterator[str]:
    """Dotted names a module asks for; ``from a import b`` gives ``a.b``, which may be a module."""
    package = name_of(file).split(".")
    if file.name != "__init__.py":
        package = package[:-1]
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            start = package[: len(package) - node.level + 1] if node.level else []
            base = ".".join([*start, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def forbidden(part: str, names: Iterator[str]) -> list[str]:
    allowed = {part, "skerry", *BELOW[part]}
    return [name for name in names if name.split(".")[0] in OURS - allowed]


def test_a_module_imports_only_what_lies_below_it() -> None:
    wrong = {}
    for file in sources():
        part = name_of(file).split(".")[0]
        assert part in BELOW, "a new part needs its place among the arrows"
        if found := forbidden(part, imported(file, tree_of(file))):
            wrong[name_of(file)] = found
    assert wrong == {}


def loaded_at_once(tree: ast.Module) -> ast.Module:
    """The module without its functions and its imports for type checkers only."""
    kept = [node for node in tree.body if not _waits(node)]
    return ast.Module(body=kept, type_ignores=[])


def _waits(node: ast.stmt) -> bool:
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return True
    return isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test)


def cycle_among(modules: dict[str, set[str]]) -> list[str]:
    try:
        TopologicalSorter(modules).prepare()
    except CycleError as error:
        return list(error.args[1])
    return []


def test_no_module_imports_itself_by_a_detour() -> None:
    files = [*sources(), *sources(*BESIDE)]
    known = {name_of(file) for file in files}
    graph: dict[str, set[str]] = {}
    for file in files:
        wanted = set(imported(file, loaded_at_once(tree_of(file))))
        found = {name if name in known else name.rpartition(".")[0] for name in wanted}
        graph[name_of(file)] = (found & known) - {name_of(file)}
    assert cycle_among(graph) == []


@pytest.mark.parametrize(
    ("part", "line"),
    [
        ("triage", "from monitor.events import Event"),
        ("monitor", "import triage.records"),
        ("hashsets", "from triage import records"),
        ("jail", "import hashsets"),
        ("casework", "from models.judgement import Judgement"),
        ("models", "from monitor.group import Group"),
        ("triage", "import cli"),
        ("triage", "from tests import house"),
        ("jail", "from ..triage import records"),
    ],
)
def test_the_reading_of_imports_sees_a_wrong_arrow(part: str, line: str) -> None:
    file = ROOT / part / "some_module.py"
    assert forbidden(part, imported(file, ast.parse(line)))


def test_the_reading_of_imports_sees_a_circle() -> None:
    assert cycle_among({"a": {"b"}, "b": {"c"}, "c": {"a"}})


def test_every_part_has_its_place() -> None:
    assert set(PRODUCT) <= set(BELOW)
