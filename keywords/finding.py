"""Where patterns and expressions are in a text, by Hyperscan: one pass over all of them at once."""

import re
import threading
from typing import Any, TypeAlias

import hyperscan

from keywords.compiled import Compiled
from keywords.folding import Folded
from keywords.reading import Occurrence, Reading
from keywords.records import LibraryError
from keywords.spellings import Spellings

Database: TypeAlias = Any
"""A database of Hyperscan, which has no types."""

Seen = list[tuple[int, int]]
"""Numbers of literals with the byte where each ended."""


EXPRESSION = hyperscan.HS_FLAG_UTF8 | hyperscan.HS_FLAG_CASELESS | hyperscan.HS_FLAG_SINGLEMATCH


def _note(number: int, _start: int, end: int, _flags: int, seen: Seen) -> None:
    seen.append((number, end))


def _literals(compiled: Compiled) -> Database:
    anchors = [one.anchor for one in compiled.patterns]
    flags = [hyperscan.HS_FLAG_SINGLEMATCH if p.starred else 0 for p in compiled.patterns]
    return _database(anchors, flags, literal=True)


def _expressions(compiled: Compiled) -> Database:
    texts = [one.pattern.encode() for one in compiled.expressions]
    return _database(texts, [EXPRESSION] * len(texts), literal=False)


def _database(texts: list[bytes], flags: list[int], *, literal: bool) -> Database:
    if not texts:
        return None
    database = hyperscan.Database()
    numbers = list(range(len(texts)))
    try:
        database.compile(texts, numbers, len(texts), flags, literal=literal)
    except hyperscan.error as error:
        raise LibraryError(f"cannot be compiled: {error}") from None
    return database


def supported(compiled: re.Pattern[str]) -> None:
    """Raise ``LibraryError`` where Hyperscan cannot look for an expression."""
    _database([compiled.pattern.encode()], [EXPRESSION], literal=False)


class Finder:
    """All of some compiled terms' patterns; searches of one finder wait for each other."""

    def __init__(self, compiled: Compiled) -> None:
        self._compiled = compiled
        self._literals = _literals(compiled)
        self._expressions = _expressions(compiled)
        self._spellings = Spellings(compiled.patterns)
        self._alone = threading.Lock()  # a database's scratch space serves one search at a time

    def find(self, folded: Folded) -> tuple[dict[int, set[Occurrence]], Reading | None]:
        """Where each number of the compiled terms is; and the text's reading where anything is."""
        literals: Seen = []
        expressions: Seen = []
        with self._alone:
            if self._literals is not None:
                self._literals.scan(folded.plain, _note, context=literals)
            if self._expressions is not None:
                self._expressions.scan(folded.text.encode(), _note, context=expressions)
        suspects = self._spellings.suspects(folded) if folded.spots else []
        if not (literals or expressions or suspects):
            return {}, None
        reading = Reading(folded)
        found: dict[int, set[Occurrence]] = {}
        self._add_literals(found, literals, reading)
        self._add_expressions(found, expressions, reading)
        for number, place in self._spellings.find(suspects, reading):
            found.setdefault(number, set()).add(place)
        return found, reading

    def _add_literals(
        self, found: dict[int, set[Occurrence]], seen: Seen, reading: Reading
    ) -> None:
        for number, end in seen:
            one = self._compiled.patterns[number]
            if one.starred:
                places = reading.as_written(one)
            else:
                places = [reading.at_byte(end - len(one.anchor), one)]
            if places:
                found.setdefault(number, set()).update(places)

    def _add_expressions(
        self, found: dict[int, set[Occurrence]], seen: Seen, reading: Reading
    ) -> None:
        text = reading.folded.text
        for number, _ in seen:
            matches = self._compiled.expressions[number].finditer(text)
            places = {reading.stretch(*match.span()) for match in matches}
            if places:
                found[-1 - number] = places
