"""Which patterns a disguised word may belong to, and whether they are there."""

from collections.abc import Iterator, Sequence

from keywords.disguise import Edge, edges, skeleton
from keywords.folding import Folded
from keywords.patterns import Pattern
from keywords.reading import Occurrence, Reading

Seed = tuple[int, int]
"""A pattern's number, and which of its words."""


class Spellings:
    """The words of all patterns by their skeleton, so that a disguised one is looked up."""

    def __init__(self, patterns: Sequence[Pattern]) -> None:
        self._patterns = patterns
        self._words: dict[str, list[Seed]] = {}
        self._prefixes: dict[str, list[Seed]] = {}
        self._suffixes: dict[str, list[Seed]] = {}
        self._others: list[Seed] = []
        for number, one in enumerate(patterns):
            for at, word in enumerate(one.words):
                self._add((number, at), word)
        self._prefix_lengths = sorted({len(prefix) for prefix in self._prefixes})
        self._suffix_lengths = sorted({len(suffix) for suffix in self._suffixes})

    def _add(self, seed: Seed, word: str) -> None:
        first, _, rest = word.partition("*")
        last = rest.rpartition("*")[2]
        if first == word:
            self._words.setdefault(skeleton(word), []).append(seed)
        elif first:
            self._prefixes.setdefault(skeleton(first), []).append(seed)
        elif last:
            self._suffixes.setdefault(skeleton(last), []).append(seed)
        else:
            self._others.append(seed)

    def _seeds(self, word: str) -> Iterator[Seed]:
        bare = skeleton(word)
        yield from self._words.get(bare, ())
        for length in self._prefix_lengths:
            yield from self._prefixes.get(bare[:length], ()) if length <= len(bare) else ()
        for length in self._suffix_lengths:
            yield from self._suffixes.get(bare[-length:], ()) if length <= len(bare) else ()
        yield from self._others

    def suspects(self, folded: Folded) -> list[tuple[Edge, Seed]]:
        """Disguised words that may be read as a word of a pattern, and of which."""
        return [
            (edge, seed)
            for spot in folded.spots
            for edge in edges(folded.text, spot)
            if edge.odd
            for seed in self._seeds(edge.text)
            if self._patterns[seed[0]].loose(seed[1], edge.text)
        ]

    def find(
        self, suspects: list[tuple[Edge, Seed]], reading: Reading
    ) -> Iterator[tuple[int, Occurrence]]:
        """Patterns that are there with one of the suspects, and where; some more than once."""
        lattice = _Lattice(reading)
        for edge, (number, at) in suspects:
            for place in lattice.around(self._patterns[number], at, edge):
                yield number, place


class _Lattice:
    """A text's words with every other reading of them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        self._from: dict[int, list[Edge]] = {}
        self._to: dict[int, list[Edge]] = {}
        for edge in reading.disguised():
            self._from.setdefault(edge.first, []).append(edge)
            self._to.setdefault(edge.last, []).append(edge)

    def around(self, pattern: Pattern, at: int, edge: Edge) -> Iterator[Occurrence]:
        """Every place of the pattern whose word ``at`` is read from ``edge``."""
        for first in self._back(pattern, at - 1, edge):
            for last in self._on(pattern, at + 1, edge):
                yield Occurrence(first.first, last.last, first.start, last.end)

    def _on(self, pattern: Pattern, at: int, edge: Edge) -> Iterator[Edge]:
        if at == len(pattern.words):
            yield edge
            return
        for following in [*self._from.get(edge.last, ()), *self._word(edge.last)]:
            if matches(pattern, at, following):
                yield from self._on(pattern, at + 1, following)

    def _back(self, pattern: Pattern, at: int, edge: Edge) -> Iterator[Edge]:
        if at < 0:
            yield edge
            return
        for before in [*self._to.get(edge.first, ()), *self._word(edge.first - 1)]:
            if matches(pattern, at, before):
                yield from self._back(pattern, at - 1, before)

    def _word(self, number: int) -> list[Edge]:
        return plain_edges(self._reading, number, number + 1)


def plain_edges(reading: Reading, first: int, last: int) -> list[Edge]:
    """Words ``first`` up to ``last`` as they stand, as far as there are such words."""
    text = reading.folded.text
    numbers = range(max(first, 0), min(last, len(reading.words)))
    spans = ((at, *reading.words[at]) for at in numbers)
    return [Edge(at, at + 1, text[start:end], start, end, odd=False) for at, start, end in spans]


def matches(pattern: Pattern, at: int, edge: Edge) -> bool:
    """Whether a reading is word ``at`` of a pattern, as written or, where disguised, loosely."""
    return pattern.exact(at, edge.text) or (edge.odd and pattern.loose(at, edge.text))
