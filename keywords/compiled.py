"""Libraries made ready to match: each distinct pattern once, and the terms that ask for it."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from keywords.expressions import expression
from keywords.patterns import Pattern, pattern
from keywords.records import Kind, Library, Term


@dataclass(frozen=True, slots=True)
class CompiledTerm:
    """A term of a library version, its items as numbers of things to look for."""

    library: str
    version: str
    term: Term
    items: tuple[tuple[int, ...], ...]
    unless: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Compiled:
    """All terms of some libraries.

    Pattern k is looked for under number k, expression k under number -1 - k; ``wanted`` gives the
    terms, by their place in ``terms``, that ask for a number.
    """

    terms: tuple[CompiledTerm, ...]
    patterns: tuple[Pattern, ...]
    expressions: tuple[re.Pattern[str], ...]
    wanted: dict[int, tuple[int, ...]]


class _Numbers:
    """Numbers for distinct patterns and expressions, in the order they are first asked for."""

    def __init__(self) -> None:
        self.patterns: dict[Pattern, int] = {}
        self.expressions: dict[str, int] = {}

    def of(self, term: Term) -> tuple[tuple[int, ...], ...]:
        if term.kind is Kind.REGEX:
            text = term.items[0][0]
            return ((-1 - self.expressions.setdefault(text, len(self.expressions)),),)
        return tuple(tuple(map(self._pattern, item)) for item in term.items)

    def _pattern(self, text: str) -> int:
        return self.patterns.setdefault(pattern(text), len(self.patterns))


def compile_terms(libraries: Iterable[Library]) -> Compiled:
    """Number everything to look for; raises ``LibraryError`` for what cannot be looked for."""
    numbers = _Numbers()
    terms = tuple(
        CompiledTerm(
            library.name,
            library.version,
            term,
            numbers.of(term),
            tuple(map(pattern, term.unless)),
        )
        for library in libraries
        for term in library.terms
    )
    expressions = tuple(map(expression, numbers.expressions))
    return Compiled(terms, tuple(numbers.patterns), expressions, _wanted(terms))


def _wanted(terms: Sequence[CompiledTerm]) -> dict[int, tuple[int, ...]]:
    wanted: dict[int, list[int]] = {}
    for at, compiled in enumerate(terms):
        for number in {number for item in compiled.items for number in item}:
            wanted.setdefault(number, []).append(at)
    return {number: tuple(places) for number, places in wanted.items()}
