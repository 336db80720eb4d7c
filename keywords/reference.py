"""The plain matcher: every pattern tried at every word, by nothing but Python.

The tests hold the matcher to it; it is too slow for anything else.
"""

from collections.abc import Iterator, Sequence

from keywords.compiled import Compiled, compile_terms
from keywords.deciding import hits, without_repeats
from keywords.disguise import Edge, spots
from keywords.folding import Folded, fold_character, plain_words
from keywords.patterns import Pattern
from keywords.reading import Occurrence, Reading
from keywords.records import Hit, Library
from keywords.spellings import plain_edges


def match(
    libraries: Sequence[Library], text: str, event_type: str, *, tail: str = ""
) -> tuple[Hit, ...]:
    """The same hits as ``keywords.matcher.Matcher``, which see."""
    compiled = compile_terms(libraries)
    found = _hits(compiled, tail + text, event_type, len(tail))
    earlier = _hits(compiled, tail, event_type, 0)
    return tuple(without_repeats(found, earlier, len(tail)))


def _hits(compiled: Compiled, whole: str, event_type: str, tail: int) -> list[Hit]:
    text = "".join(map(fold_character, whole))
    reading = Reading(Folded(whole, text, plain_words(text), tuple(spots(text))))
    return hits(compiled, _found(compiled, reading), reading, event_type, tail)


def _found(compiled: Compiled, reading: Reading) -> dict[int, set[Occurrence]]:
    edges = [*plain_edges(reading, 0, len(reading.words)), *reading.disguised()]
    found = {number: set(_places(one, edges)) for number, one in enumerate(compiled.patterns)}
    for number, one in enumerate(compiled.expressions):
        matches = one.finditer(reading.folded.text)
        found[-1 - number] = {reading.stretch(*match.span()) for match in matches}
    return {number: places for number, places in found.items() if places}


def _places(pattern: Pattern, edges: Sequence[Edge]) -> Iterator[Occurrence]:
    for path in _paths(pattern, (), edges):
        as_written = all(not edge.odd and edge.last == edge.first + 1 for edge in path)
        loosely = any(edge.odd and pattern.loose(at, edge.text) for at, edge in enumerate(path))
        if as_written or loosely:
            yield Occurrence(path[0].first, path[-1].last, path[0].start, path[-1].end)


def _paths(
    pattern: Pattern, path: tuple[Edge, ...], edges: Sequence[Edge]
) -> Iterator[tuple[Edge, ...]]:
    """Every way of reading words one after another as the pattern's."""
    at = len(path)
    if at == len(pattern.words):
        yield path
        return
    for edge in edges:
        follows = not path or edge.first == path[-1].last
        if follows and (
            pattern.exact(at, edge.text) or (edge.odd and pattern.loose(at, edge.text))
        ):
            yield from _paths(pattern, (*path, edge), edges)
