"""A folded text as numbered words, and the places in it that something was found at."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from keywords.disguise import Edge, edges, word_spans
from keywords.folding import Folded
from keywords.patterns import Pattern


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
        self.words = word_spans(folded.text)

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
        first = self.folded.plain.count(b" ", 0, offset)
        return self.place(first, first + len(pattern.words))

    def as_written(self, pattern: Pattern) -> list[Occurrence]:
        """Every place where a pattern's words stand as they are, by its own expression."""
        plain = self.folded.plain
        return [self.at_byte(m.start() - 1, pattern) for m in pattern.plain.finditer(plain)]

    def disguised(self) -> list[Edge]:
        """Every reading of words other than as written."""
        return [edge for spot in self.folded.spots for edge in edges(self.folded.text, spot)]
