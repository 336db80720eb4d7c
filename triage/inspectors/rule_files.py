"""The operator's YARA rule files: found, read, and compiled each in a namespace of its own."""

import hashlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import msgspec
import yara

from skerry import SkerryError
from triage.inspectors.failure import wording

EXTERNALS = {"filename": "", "filepath": "", "extension": ""}
"""Defined, so that rules written for other scanners compile; empty, as content is all we scan."""

SUFFIXES = frozenset((".yar", ".yara"))


class RuleFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that compiles. ``name`` is its path below the folder given, or its own name."""

    name: str
    source: str


class RuleSet(msgspec.Struct, frozen=True, kw_only=True):
    """Every rule file given.

    ``broken`` holds (name, message) of those that do not compile, ``digests`` the SHA-256 in hex
    of every file by name, the broken ones too, for the examination's record.
    """

    files: tuple[RuleFile, ...] = ()
    broken: tuple[tuple[str, str], ...] = ()
    digests: dict[str, str] = {}


def load_rules(paths: Iterable[Path]) -> RuleSet:
    """The rules in these files, and in the ``*.yar`` and ``*.yara`` files below these folders.

    ``include`` is off. Raises ``SkerryError`` where a path does not exist or cannot be read.
    """
    files: list[RuleFile] = []
    broken: list[tuple[str, str]] = []
    bodies = {name: _read(path) for name, path in _named(paths)}
    for name in sorted(bodies):
        try:
            file = RuleFile(name=name, source=bodies[name].decode("utf-8-sig"))
            compile_rules({name: file.source})
        except (yara.Error, UnicodeDecodeError) as failure:
            broken.append((name, wording(failure)))
        else:
            files.append(file)
    digests = {name: hashlib.sha256(body).hexdigest() for name, body in bodies.items()}
    return RuleSet(files=tuple(files), broken=tuple(broken), digests=digests)


def compile_rules(sources: dict[str, str]) -> Any:  # noqa: ANN401 - yara has no types
    """``yara.Rules`` of namespace -> source. Raises ``yara.Error``; opens no file."""
    return yara.compile(sources=sources, includes=False, externals=EXTERNALS)


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
