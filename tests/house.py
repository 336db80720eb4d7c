"""The project's own source files, as the tests of its rules read them."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parent.parent
PRODUCT = ("jail", "casework", "hashsets", "keywords", "models", "triage", "monitor", "desk")
BESIDE = ("examples", "benchmarks", "tests")


def sources(*folders: str) -> list[Path]:
    """Python files of the folders, and the modules at the top where none is named."""
    if not folders:
        return [*sorted(ROOT.glob("*.py")), *sources(*PRODUCT)]
    return [file for folder in folders for file in sorted((ROOT / folder).rglob("*.py"))]


def name_of(file: Path) -> str:
    """The module's dotted name."""
    parts = file.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


@cache
def tree_of(file: Path) -> ast.Module:
    """The parsed module."""
    return ast.parse(file.read_text("utf-8"), str(file))
