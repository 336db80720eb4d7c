"""The operator's YARA rule files: found, read, and compiled each in a namespace of its own."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path

import msgspec

from skerry import SkerryError
from triage.inspectors.failure import wording
from triage.inspectors.rule_engine import EngineName, RulesRefused, engine

SUFFIXES = frozenset((".yar", ".yara"))


class RuleFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that compiles. ``name`` is its path below the folder given, or its own name."""

    name: str
    source: str


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """Every rule file given, and the engine that runs them.

    ``broken`` holds (name, message) of those that do not compile, ``refused`` (name, rule, message)
    of rules that the engine does not accept in a file that it otherwise runs, ``digests`` the
    SHA-256 in hex of every file by name, the broken ones too, for the examination's record.
    """

    engine: EngineName = EngineName.YARA_PYTHON
    files: tuple[RuleFile, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    refused: tuple[tuple[str, str, str], ...] = ()
    digests: dict[str, str] = {}


def load_rules(paths: Iterable[Path], name: EngineName = EngineName.YARA_PYTHON) -> RuleSet:
    """The rules in these files, and in the ``*.yar`` and ``*.yara`` files below these folders.

    ``include`` is off. Raises ``SkerryError`` where a path does not exist or cannot be read, or
    where the engine is not installed.
    """
    compile_rules = engine(name).compile_rules
    files: list[RuleFile] = []
    broken: list[tuple[str, str]] = []
    refused: list[tuple[str, str, str]] = []
    bodies = {short: _read(path) for short, path in _named(paths)}
    for path, body in sorted(bodies.items()):
        try:
            file = RuleFile(name=path, source=body.decode("utf-8-sig"))
            compiled = compile_rules({path: file.source})
        except UnicodeDecodeError as failure:
            broken.append((path, wording(failure)))
        except RulesRefused as failure:
            broken.append((path, str(failure)))
        else:
            files.append(file)
            refused += [(path, rule, message) for rule, message in compiled.refused]
    return RuleSet(
        engine=name,
        files=tuple(files),
        broken=tuple(broken),
        refused=tuple(refused),
        digests={path: hashlib.sha256(body).hexdigest() for path, body in bodies.items()},
    )


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as failure:
        raise SkerryError(f"rule file {path}: {failure.strerror}") from None


def _named(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    taken: set[str] = set()
    for name, path in _found(paths):
        unique, copies = name, 1
        while unique in taken:
            copies += 1
            unique = f"{name} ({copies})"
        taken.add(unique)
        yield unique, path


def _found(paths: Iterable[Path]) -> Iterator[tuple[str, Path]]:
    for path in paths:
        if path.is_dir():
            below = (found for found in path.rglob("*") if found.suffix.lower() in SUFFIXES)
            for found in sorted(below):
                if found.is_file():
                    yield found.relative_to(path).as_posix(), found
        elif path.exists():
            yield path.name, path
        else:
            raise SkerryError(f"no rules at {path}")
