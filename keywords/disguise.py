"""Words that are written otherwise: figures for letters, repeated letters, letters set apart.

One definition for the matcher and for its reference. A folded text is read as words numbered from
0; an ``Edge`` is one way of reading some of them as a single word. Read otherwise than as written
are words with a figure among letters (``h3llo``), words with a letter three times running
(``soooo``), words joined by ``@ $ ! |`` (``c@sh``), and letters set apart (``h.e.l.l.o``).
"""

import re
from dataclasses import dataclass

from keywords.folding import WORD

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
"""Words of fewer letters are matched only as written: too many other words look like them."""

REPEATED = 3
"""A letter this often in a row stands for any lesser number of itself; twice is spelling."""

LONGEST = 200
"""Disguised words longer than this, in folded characters, are not read."""

LONGEST_SPELT = 24
"""Letters set apart are read as words of at most this many letters."""

_TOKEN = re.compile(r"(?:[^\W_]|[@$!|])+")
_SYMBOL = re.compile(r"[@$!|]")
_LETTER = re.compile(r"[^\W\d_]")
_FIGURE = re.compile(r"[01345789]")
_TRIPLE = re.compile(r"([^\W\d_])\1\1")
_SPELT = re.compile(r"(?<![^\W_])[^\W_](?:[\W_]{1,3}[^\W_](?![^\W_])){2,}")

_SKELETON = str.maketrans({sign: letters[0] for sign, letters in STANDS_FOR.items()} | {"l": "i"})


@dataclass(frozen=True, slots=True)
class Edge:
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
    return "".join(c for at, c in enumerate(read) if at == 0 or read[at - 1] != c)


def disguised(text: str, words: list[tuple[int, int]]) -> list[Edge]:
    """Every reading of a folded text's words other than as written."""
    number = {start: at for at, (start, _) in enumerate(words)}
    return [
        *_odd_words(text, words),
        *_with_symbols(text, words),
        *_set_apart(text, words, number),
    ]


def _is_odd(word: str) -> bool:
    if len(word) > LONGEST or not _LETTER.search(word):
        return False
    return bool(_FIGURE.search(word) or _TRIPLE.search(word))


def _odd_words(text: str, words: list[tuple[int, int]]) -> list[Edge]:
    return [
        Edge(at, at + 1, text[start:end], start, end, odd=True)
        for at, (start, end) in enumerate(words)
        if end - start >= SHORTEST and _is_odd(text[start:end])
    ]


def _with_symbols(text: str, words: list[tuple[int, int]]) -> list[Edge]:
    found = []
    for token in _TOKEN.finditer(text):
        word = token.group().rstrip("!|")
        start, end = token.start(), token.start() + len(word)
        within = [at for at, (first, last) in enumerate(words) if start <= first and last <= end]
        if _SYMBOL.search(word) and _LETTER.search(word) and SHORTEST <= len(word) <= LONGEST:
            found.append(Edge(within[0], within[-1] + 1, word, start, end, odd=True))
    return found


def _set_apart(text: str, words: list[tuple[int, int]], number: dict[int, int]) -> list[Edge]:
    found = []
    for chain in _SPELT.finditer(text):
        first = number[chain.start()]
        letters = WORD.findall(chain.group())
        for start in range(len(letters) - 1):
            for end in range(start + 2, min(len(letters), start + LONGEST_SPELT) + 1):
                word = "".join(letters[start:end])
                left, right = words[first + start][0], words[first + end - 1][1]
                odd = end - start >= SHORTEST and bool(_LETTER.search(word))
                found.append(Edge(first + start, first + end, word, left, right, odd))
    return found
