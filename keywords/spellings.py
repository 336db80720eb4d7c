"""Which patterns a disguised word may belong to, and whether they are there."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from keywords.disguise import Chain, Edge, Spot, edge, skeleton
from keywords.folding import Folded
from keywords.patterns import Pattern
from keywords.reading import Occurrence, Reading

Seed = tuple[int, int]
"""A pattern's number, and which of its words."""

START = 3
"""Letters of a skeleton that tell whether anything begins so."""


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
        every = (*self._words, *self._prefixes)
        self._starts = {bare[:START] for bare in every}
        self._any_start = bool(self._suffixes or self._others)
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
            (one, seed)
            for spot in folded.spots
            for one in self._readings(folded.text, spot)
            for seed in self._seeds(one.text)
            if self._patterns[seed[0]].loose(seed[1], one.text)
        ]

    def _readings(self, text: str, spot: Spot) -> Iterator[Edge]:
        if not spot[0]:
            yield edge(text, spot)
            return
        chain = Chain(text, spot)
        for word in range(chain.first, chain.last):
            if self._may_begin(chain.ahead(word)):
                yield from (one for one in chain.starting(word) if one.odd)

    def _may_begin(self, letters: str) -> bool:
        """Whether a word of a pattern may begin so; a chain of any length is then soon read."""
        bare = skeleton(letters)
        starts = (bare[:length] for length in range(1, START + 1))
        return self._any_start or not self._starts.isdisjoint(starts)

    def find(
        self, suspects: list[tuple[Edge, Seed]], reading: Reading
    ) -> Iterator[tuple[int, Occurrence]]:
        """Patterns that are there with one of the suspects, and where; some more than once."""
        lattice = _Lattice(reading)
        for one, (number, at) in suspects:
            for place in lattice.around(self._patterns[number], at, one):
                yield number, place


class _Lattice:
    """A text's words with every other reading of them."""

    def __init__(self, reading: Reading) -> None:
        self._reading = reading
        text, spots = reading.folded.text, reading.folded.spots
        self._chains = [Chain(text, spot) for spot in spots if spot[0]]
        self._chain_starts = [chain.first for chain in self._chains]
        self._first: dict[int, list[Edge]] = {}
        self._last: dict[int, list[Edge]] = {}
        for one in (edge(text, spot) for spot in spots if not spot[0]):
            self._first.setdefault(one.first, []).append(one)
            self._last.setdefault(one.last, []).append(one)

    def _chain(self, word: int) -> Chain | None:
        """The chain that a word is a letter of."""
        at = bisect_right(self._chain_starts, word) - 1
        return self._chains[at] if at >= 0 and word < self._chains[at].last else None

    def _from(self, word: int) -> Iterator[Edge]:
        yield from self._first.get(word, ())
        chain = self._chain(word)
        yield from chain.starting(word) if chain else ()
        yield from plain_edges(self._reading, word, word + 1)

    def _to(self, word: int) -> Iterator[Edge]:
        yield from self._last.get(word, ())
        chain = self._chain(word - 1)
        yield from chain.ending(word) if chain else ()
        yield from plain_edges(self._reading, word - 1, word)

    def around(self, pattern: Pattern, at: int, seed: Edge) -> Iterator[Occurrence]:
        """Every place of the pattern whose word ``at`` is read from ``seed``."""
        for first in self._back(pattern, at - 1, seed):
            for last in self._on(pattern, at + 1, seed):
                yield Occurrence(first.first, last.last, first.start, last.end)

    def _on(self, pattern: Pattern, at: int, last: Edge) -> Iterator[Edge]:
        if at == len(pattern.words):
            yield last
            return
        for following in self._from(last.last):
            if matches(pattern, at, following):
                yield from self._on(pattern, at + 1, following)

    def _back(self, pattern: Pattern, at: int, first: Edge) -> Iterator[Edge]:
        if at < 0:
            yield first
            return
        for before in self._to(first.first):
            if matches(pattern, at, before):
                yield from self._back(pattern, at - 1, before)


def plain_edges(reading: Reading, first: int, last: int) -> list[Edge]:
    """Words ``first`` up to ``last`` as they stand, as far as there are such words."""
    text = reading.folded.text
    numbers = range(max(first, 0), min(last, len(reading.words)))
    spans = ((at, *reading.words[at]) for at in numbers)
    return [Edge(at, at + 1, text[start:end], start, end, odd=False) for at, start, end in spans]


def matches(pattern: Pattern, at: int, read: Edge) -> bool:
    """Whether a reading is word ``at`` of a pattern, as written or, where disguised, loosely."""
    return pattern.exact(at, read.text) or (read.odd and pattern.loose(at, read.text))
