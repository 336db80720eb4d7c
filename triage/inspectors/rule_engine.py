"""What an engine for YARA rules must do; which engines there are."""

from collections.abc import Iterator, Mapping, Sequence
from enum import StrEnum
from importlib import import_module
from typing import Protocol, cast

from skerry import SkerryError
from triage.content import Unexamined
from triage.records import RuleHit

EXTERNALS = {"filename": "", "filepath": "", "extension": ""}
"""Defined, so that rules written for other scanners compile; empty, as content is all we scan."""

MOST_MATCHES = 1_000_000
"""Of one string in one file; beyond these it is a gap. What YARA 4 allows."""

Outcome = RuleHit | Unexamined


class EngineName(StrEnum):
    """The packages that can run rules, as they are called on the command line."""

    YARA_PYTHON = "yara-python"
    YARA_X = "yara-x"


_MODULES = {
    EngineName.YARA_PYTHON: "triage.inspectors.yara_scan",
    EngineName.YARA_X: "triage.inspectors.yara_x_scan",
}


class RulesRefused(SkerryError):
    """A source that the engine does not accept."""


class RulesFailed(SkerryError):
    """The engine gave up: there are no hits."""


class RulesTimedOut(RulesFailed):
    """The time allowed for one scan is over."""


class CompiledRules(Protocol):
    """Some sources compiled together, each in a namespace of its own.

    ``names`` are the rules that compiled. ``refused`` are (rule, message) of those that did not,
    where the engine can go on without them.
    """

    names: Sequence[str]
    refused: Sequence[tuple[str, str]]

    def scan(self, data: bytes, timeout: int) -> list[Outcome]:
        """The hits, sorted, then a YARA_LIMIT for each string that matched too often to go on.

        Raises ``RulesTimedOut`` after ``timeout`` seconds, else ``RulesFailed``.
        """


class Engine(Protocol):
    """One of the engines. ``LATE`` says whether it can compile inside the jail as well."""

    LATE: bool

    @staticmethod
    def compile_rules(sources: Mapping[str, str]) -> CompiledRules:
        """The rules of namespace -> source. Raises ``RulesRefused``; opens no file."""


def engine(name: EngineName) -> Engine:
    """Load an engine, which must be before the jail closes. Raises ``SkerryError`` without it."""
    try:
        return cast(Engine, import_module(_MODULES[name]))
    except ModuleNotFoundError as missing:
        if missing.name != "yara_x":
            raise
    raise SkerryError("--yara-engine yara-x needs the package yara-x: pip install 'skerry[yara-x]'")


def in_order(hit: RuleHit) -> tuple[str, str]:
    """By what hits are sorted; no two of one file share it."""
    return hit.namespace, hit.rule


def too_many(namespace: str, rule: str, string: str) -> str:
    """The detail of the gap where one string matched too often."""
    return f"too many matches: {namespace} {rule} {string}"


def hits_of(outcomes: Sequence[Outcome]) -> Iterator[RuleHit]:
    """The hits alone."""
    return (outcome for outcome in outcomes if isinstance(outcome, RuleHit))
