"""A folded text as numbered words, and the places in it that something was found at."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from keywords.disguise import Chain, Edge, edge
from keywords.folding import Folded, words_of
from keywords.patterns import Pattern

SPACE = ord(" ")

SHORT = 4096
"""Bytes of plain words in which it is quicker to count spaces than to have listed them."""


class Occurrence(NamedTuple):
    """A place: words ``first`` up to ``last``, folded characters ``start`` up to ``end``."""

    first: int
    last: int
    start: int
    end: int


class Reading:
    """The words of one folded text, read once something in it needs a closer look."""

    def __init__(self, folded: Folded) -> None:
        self.folded = folded
        self.words = words_of(folded.text)
        plain = folded.plain if len(folded.plain) > SHORT else b""
        self._spaces = [at for at, byte in enumerate(plain) if byte == SPACE]

    def place(self, first: int, last: int) -> Occurrence:
        """Words ``first`` up to ``last`` as they stand."""
        return Occurrence(first, last, self.words[first][0], self.words[last - 1][1])

    def stretch(self, start: int, end: int) -> Occurrence:
        """The place of folded characters ``start`` to ``end``, and the words they touch."""
        first = bisect_right(self.words, start, key=lambda word: word[1])
        last = bisect_left(self.words, end, key=lambda word: word[0])
        return Occurrence(first, max(first, last), start, end)

    def at_byte(self, offset: int, pattern: Pattern) -> Occurrence:
        """The place of a pattern that begins with the space at ``offset`` of the plain words."""
        first = bisect_left(self._spaces, offset) if self._spaces else self._count(offset)
        return self.place(first, first + len(pattern.words))

    def _count(self, offset: int) -> int:
        return self.folded.plain.count(b" ", 0, offset)

    def as_written(self, pattern: Pattern) -> list[Occurrence]:
        """Every place where a pattern's words stand as they are, by its own expression."""
        plain = self.folded.plain
        return [self.at_byte(m.start() - 1, pattern) for m in pattern.plain.finditer(plain)]

    def disguised(self) -> list[Edge]:
        """Every reading of words other than as written."""
        text = self.folded.text
        found: list[Edge] = []
        for spot in self.folded.spots:
            if spot[0]:
                chain = Chain(text, spot)
                for word in range(chain.first, chain.last):
                    found += chain.starting(word)
            else:
                found.append(edge(text, spot))
        return found
