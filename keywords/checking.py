"""Whether a library does what it says: its examples, its patterns, terms that hide others."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from keywords.expressions import expression
from keywords.finding import supported
from keywords.folding import folded_text
from keywords.matcher import Matcher
from keywords.patterns import pattern
from keywords.records import Kind, Library, LibraryError, Term

ANY_TYPE = "message_sent"
"""The event type that examples are tried as where a term does not name its own."""


@dataclass(frozen=True, slots=True)
class Fault:
    """What is wrong with a term. A library with an error does not load; a warning is advice."""

    term: str
    text: str
    error: bool

    def __str__(self) -> str:
        return f"term {self.term!r}: {self.text}"


def errors(library: Library) -> list[Fault]:
    """Why a library cannot be used, where it cannot."""
    return _errors(library)[0]


def check(library: Library) -> list[Fault]:
    """Every fault of a library, errors first."""
    found, matcher = _errors(library)
    if matcher is None:
        return found
    return [*found, *_advice(library), *_swallowed(library, matcher)]


def _errors(library: Library) -> tuple[list[Fault], Matcher | None]:
    """The errors, and a matcher unless nothing can be matched with the library."""
    unusable = [*_doubled(library), *_unusable(library)]
    if unusable:
        return unusable, None
    matcher = Matcher([library])
    return [fault for term in library.terms for fault in _examples(term, matcher)], matcher


def _doubled(library: Library) -> Iterator[Fault]:
    for name, times in Counter(term.id for term in library.terms).items():
        if times > 1:
            yield Fault(name, f"there are {times} terms of this id", error=True)


def _unusable(library: Library) -> Iterator[Fault]:
    for term in library.terms:
        texts = [*term.unless, *(text for item in term.items for text in item)]
        try:
            if term.kind is Kind.REGEX:
                supported(expression(term.items[0][0]))
                texts = list(term.unless)
            for text in texts:
                pattern(text)
        except LibraryError as error:
            yield Fault(term.id, str(error), error=True)


def _hits(term: Term, matcher: Matcher, text: str) -> bool:
    """Whether a text hits the term as every event type that it applies to."""
    types = sorted(term.applies_to) or [ANY_TYPE]
    return all(any(hit.term == term.id for hit in matcher.match(text, kind)) for kind in types)


def _examples(term: Term, matcher: Matcher) -> Iterator[Fault]:
    for text in term.match_examples:
        if not _hits(term, matcher, text):
            yield Fault(term.id, f"does not match its example {text!r}", error=True)
    for text in term.ignore_examples:
        if _hits(term, matcher, text):
            yield Fault(term.id, f"matches {text!r}, which it should ignore", error=True)


def _advice(library: Library) -> Iterator[Fault]:
    for term in library.terms:
        if not term.match_examples:
            yield Fault(term.id, "has no example of what it matches", error=False)
        if term.kind is not Kind.REGEX:
            for text in (text for item in term.items for text in item):
                yield from _reading(term, text)


def _reading(term: Term, text: str) -> Iterator[Fault]:
    words = pattern(text).words
    if len(words) == 1 and len(words[0]) < 3:
        yield Fault(term.id, f"{text!r} is short: it will be met by chance", error=False)
    if any(sign in folded_text(text) for sign in "@$!|"):
        read = " ".join(words)
        yield Fault(term.id, f"{text!r} is read as {read!r}: write the letters meant", error=False)


def _swallowed(library: Library, matcher: Matcher) -> Iterator[Fault]:
    """Terms without a place of their own: another term hits wherever they do."""
    wide = {term.id for term in library.terms if not (term.applies_to or term.unless)}
    for term in library.terms:
        if term.kind is Kind.ANY:
            by = wide - {term.id}
            for text in term.items[0]:
                kind = next(iter(sorted(term.applies_to)), ANY_TYPE)
                by &= {hit.term for hit in matcher.match(text.replace("*", ""), kind)}
                if not by:
                    break
            for other in sorted(by):
                yield Fault(term.id, f"{other!r} hits wherever it does", error=False)
