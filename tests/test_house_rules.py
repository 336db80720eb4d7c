"""How the project's files are written, where a machine can tell."""

import ast
import re
import subprocess
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path

import pytest

from tests.house import BESIDE, ROOT, name_of, sources, tree_of

LONGEST_FILE = 500
LARGEST_TRACKED = 1 << 20
SPEAKS = (".commands", ".terminal")
"""Modules that are a command's body or its display."""

ALL = [*sources(), *sources(*BESIDE)]

Function = ast.FunctionDef | ast.AsyncFunctionDef


def offenders(files: Iterable[Path], rule: Callable[[ast.Module], Sequence[object]]) -> object:
    """What a rule finds, by module; modules without fault are left out."""
    return {name_of(file): found for file in files if (found := rule(tree_of(file)))}


def tracked() -> list[Path]:
    words = ["git", "ls-files", "-z"]
    try:
        done = subprocess.run(words, cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("no git, or not a checkout")
    return [ROOT / name for name in done.stdout.split("\0") if name and (ROOT / name).is_file()]


def test_a_file_stays_short_enough_to_read() -> None:
    lengths = {name_of(file): len(file.read_text("utf-8").splitlines()) for file in ALL}
    assert {name: lines for name, lines in lengths.items() if lines > LONGEST_FILE} == {}


def public_functions(body: list[ast.stmt]) -> Iterator[Function]:
    """Functions at the top of a module and methods of its public classes."""
    for node in body:
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from public_functions(node.body)
        elif isinstance(node, Function) and not node.name.startswith("_"):
            yield node


def unannotated(function: Function) -> list[str]:
    arguments = function.args
    named = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    starred = [argument for argument in (arguments.vararg, arguments.kwarg) if argument]
    missing = [
        argument.arg
        for argument in [*named, *starred]
        if argument.annotation is None and argument.arg not in ("self", "cls")
    ]
    return [*missing, *(["return"] if function.returns is None else [])]


def unexplained(tree: ast.Module) -> list[str]:
    """The module, its public classes and functions, where they have no docstring."""
    classes = [n for n in tree.body if isinstance(n, ast.ClassDef) and not n.name.startswith("_")]
    missing = [n.name for n in (*classes, *public_functions(tree.body)) if not ast.get_docstring(n)]
    return [*missing, *(["the module"] if tree.body and not ast.get_docstring(tree) else [])]


def test_public_functions_are_annotated() -> None:
    def rule(tree: ast.Module) -> list[str]:
        return [f.name for f in public_functions(tree.body) if unannotated(f)]

    assert offenders(sources(), rule) == {}


def test_what_is_public_is_explained() -> None:
    assert offenders(sources(), unexplained) == {}


def swallowed(tree: ast.Module) -> list[int]:
    """Lines of handlers that catch everything and say nothing."""
    handlers = [node for node in ast.walk(tree) if isinstance(node, ast.ExceptHandler)]
    return [handler.lineno for handler in handlers if _catches_all(handler) and _silent(handler)]


def _catches_all(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or ast.unparse(handler.type) in ("Exception", "BaseException")


def _silent(handler: ast.ExceptHandler) -> bool:
    return handler.type is None or all(
        isinstance(statement, ast.Pass | ast.Continue) for statement in handler.body
    )


def test_no_failure_is_swallowed() -> None:
    assert offenders(ALL, swallowed) == {}


def prints(tree: ast.Module) -> list[int]:
    """Lines that print."""
    calls = [node for node in ast.walk(tree) if isinstance(node, ast.Call)]
    return [call.lineno for call in calls if ast.unparse(call.func) == "print"]


def test_only_commands_print() -> None:
    quiet = [file for file in sources() if not name_of(file).endswith(("cli", *SPEAKS))]
    assert offenders(quiet, prints) == {}


def unpicklers(tree: ast.Module) -> list[str]:
    """Modules that run what they read."""
    banned = {"pickle", "cPickle", "dill", "marshal", "shelve", "joblib", "cloudpickle"}
    names: set[str] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            names |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.add(node.module.split(".")[0])
    return sorted(names & banned)


def test_nothing_is_unpickled() -> None:
    assert offenders(ALL, unpicklers) == {}


MACHINE_PATH = re.compile(r"(?<![\w.])/(?:work|root|home/\w+|tmp|Users)/[\w.-]+")
REGISTRY = re.compile(r"https?://[\w.-]*(?:pypi|pythonhosted|npmjs|crates\.io|index-url)", re.I)


def text_of(file: Path) -> str:
    try:
        return file.read_text("utf-8")
    except UnicodeDecodeError:
        return ""


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    # This file holds the pattern itself.
    files = [file for file in tracked() if file != Path(__file__)]
    assert {
        str(f.relative_to(ROOT)): m for f in files if (m := MACHINE_PATH.findall(text_of(f)))
    } == {}


def test_no_file_names_a_package_registry() -> None:
    assert [f.name for f in tracked() if REGISTRY.search(text_of(f))] == []


def test_no_large_file_is_tracked() -> None:
    assert [f.name for f in tracked() if f.stat().st_size > LARGEST_TRACKED] == []


def test_the_readme_shows_the_two_commands() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    assert "make demo" in readme
    assert "make test" in readme


def test_every_folder_of_the_readme_exists() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    named = re.findall(r"^\| `([\w./-]+)` \|", readme, re.MULTILINE)
    assert named
    assert [name for name in named if not (ROOT / name).exists()] == []


def test_every_dependency_is_locked_with_its_digest() -> None:
    lock = (ROOT / "requirements.lock").read_text("utf-8")
    pins = re.split(r"^(?=[a-z0-9])", lock, flags=re.MULTILINE)[1:]
    assert len(pins) > 20
    assert [pin.splitlines()[0] for pin in pins if "--hash=sha256:" not in pin] == []


@pytest.mark.parametrize(
    "code", ["try:\n x()\nexcept Exception:\n pass", "try:\n x()\nexcept:\n y()"]
)
def test_the_reading_of_handlers_sees_a_swallowed_failure(code: str) -> None:
    assert swallowed(ast.parse(code))


def test_the_reading_of_functions_sees_what_lacks_a_type() -> None:
    (function,) = public_functions(ast.parse("def f(a, *b: int) -> None: ...").body)
    assert unannotated(function) == ["a"]
