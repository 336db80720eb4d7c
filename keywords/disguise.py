"""Words that are written otherwise: figures for letters, repeated letters, letters set apart.

One definition for the matcher and for its reference. A folded text is read as words numbered from
0; an ``Edge`` is one way of reading some of them as a single word. Read otherwise than as written
are words with a figure among letters (``h3llo``), words with a letter three times running
(``soooo``), words joined by ``@ $ ! |`` (``c@sh``), and letters set apart (``h.e.l.l.o``).
"""

import re
from bisect import bisect_left
from collections.abc import Iterator
from itertools import groupby
from operator import eq
from typing import NamedTuple

STANDS_FOR = {
    "0": "o", "1": "il", "3": "e", "4": "a", "5": "s", "7": "t", "8": "b", "9": "g",
    "@": "a", "$": "s", "!": "il", "|": "il",
}  # fmt: skip
"""Which letters a figure or symbol may stand for."""

STAND_INS = {
    letter: "".join(sign for sign, letters in STANDS_FOR.items() if letter in letters)
    for letter in "abegilost"
}

SHORTEST = 3
"""Signs stand for letters, and letters are set apart, only in words of as many letters or more."""

REPEATED = 3
"""A letter this often in a row stands for any lesser number of itself; twice is spelling."""

LONGEST = 200
"""Disguised words longer than this, in folded characters, are not read."""

LONGEST_SPELT = 24
"""Letters set apart are read as words of at most this many letters."""

WORD = re.compile(r"[^\W_]+")
"""The one boundary rule: a word is a run of folded letters and digits; all else parts words."""

Spot = tuple[int, int, int, int, int]
"""1 for letters set apart else 0; first word and one past the last; the same in characters."""

_TOKEN = re.compile(r"(?:[^\W_]|[@$!|])+")
_SIGN = re.compile(r"[@$!|]")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"[01345789]")
_TRIPLE = re.compile(r"([^\W\d_])\1\1")
_SPELT = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")

_SKELETON = str.maketrans({sign: letters[0] for sign, letters in STANDS_FOR.items()} | {"l": "i"})


class Edge(NamedTuple):
    """Words ``first`` up to ``last`` read as the one word ``text``.

    ``start`` and ``end`` are offsets in the folded text. ``odd`` edges match loosely.
    """

    first: int
    last: int
    text: str
    start: int
    end: int
    odd: bool


def word_spans(text: str) -> list[tuple[int, int]]:
    """Where the words of a folded text are."""
    return [word.span() for word in WORD.finditer(text)]


def skeleton(word: str) -> str:
    """The same for all spellings of a word that may match loosely: signs as letters, none twice."""
    read = word.translate(_SKELETON)
    if not any(map(eq, read, read[1:])):
        return read
    return "".join(letter for letter, _ in groupby(read))


def spots(text: str) -> list[Spot]:
    """Where a folded text may be read otherwise than as written."""
    words = word_spans(text)
    return [*_odd_words(text, words), *_with_signs(text, words), *_set_apart(text, words)]


def _is_of_length(start: int, end: int) -> bool:
    return SHORTEST <= end - start <= LONGEST


def _odd_words(text: str, words: list[tuple[int, int]]) -> Iterator[Spot]:
    for at, (start, end) in enumerate(words):
        word = text[start:end]
        odd = _FIGURE.search(word) or _TRIPLE.search(word)
        if odd and _LETTER.search(word) and _is_of_length(start, end):
            yield 0, at, at + 1, start, end


def _with_signs(text: str, words: list[tuple[int, int]]) -> Iterator[Spot]:
    for token in _TOKEN.finditer(text):
        word = token.group().rstrip("!|")
        start, end = token.start(), token.start() + len(word)
        if _SIGN.search(word) and _LETTER.search(word) and _is_of_length(start, end):
            first, last = bisect_left(words, (start,)), bisect_left(words, (end,))
            yield 0, first, last, start, end


def _set_apart(text: str, words: list[tuple[int, int]]) -> Iterator[Spot]:
    for chain in _SPELT.finditer(text):
        first, last = (bisect_left(words, (place,)) for place in chain.span())
        yield 1, first, last, *chain.span()


def edge(text: str, spot: Spot) -> Edge:
    """The reading of a spot that is no chain of letters."""
    _, first, last, start, end = spot
    return Edge(first, last, text[start:end], start, end, odd=True)


class Chain:
    """Letters set apart, any two or more of which in a row may be meant as a word."""

    def __init__(self, text: str, spot: Spot) -> None:
        _, self.first, self.last, start, end = spot
        self._places = [letter.start() for letter in WORD.finditer(text, start, end)]
        self._letters = "".join(text[place] for place in self._places)

    def ahead(self, word: int) -> str:
        """As many letters from that of word number ``word`` on as can be read as one word."""
        begin = word - self.first
        return self._letters[begin : begin + LONGEST_SPELT]

    def starting(self, word: int) -> Iterator[Edge]:
        """Readings that begin with the letter that is word number ``word``."""
        begin = word - self.first
        for end in range(begin + 2, min(len(self._places), begin + LONGEST_SPELT) + 1):
            yield self._edge(begin, end)

    def ending(self, word: int) -> Iterator[Edge]:
        """Readings that end before word number ``word``."""
        end = word - self.first
        for begin in range(max(0, end - LONGEST_SPELT), end - 1):
            yield self._edge(begin, end)

    def _edge(self, begin: int, end: int) -> Edge:
        """Two letters are read as written only; so are figures alone."""
        word = self._letters[begin:end]
        odd = end - begin >= SHORTEST and bool(_LETTER.search(word))
        start, stop = self._places[begin], self._places[end - 1] + 1
        return Edge(self.first + begin, self.first + end, word, start, stop, odd)
