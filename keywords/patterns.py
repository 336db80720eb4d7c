"""One thing to look for: words in order, each as written or with ``*`` for any letters of it."""

import re
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby

from keywords.disguise import REPEATED, SHORTEST, STAND_INS
from keywords.folding import folded_text
from keywords.records import LibraryError

FEWEST_LITERAL = 2
"""A word with a star needs this many characters of its own."""

_PATTERN_WORD = re.compile(r"(?:[^\W_]|\*)+")


@dataclass(frozen=True)
class Pattern:
    """Folded words in order; between two of them a text may have anything that parts words."""

    words: tuple[str, ...]

    @cached_property
    def starred(self) -> bool:
        """Whether any word has a star."""
        return any("*" in word for word in self.words)

    @cached_property
    def anchor(self) -> bytes:
        """Bytes that plain words must hold for the pattern to be there; all of it without stars."""
        return max(f" {' '.join(self.words)} ".encode().split(b"*"), key=len)

    @cached_property
    def plain(self) -> re.Pattern[bytes]:
        """Finds the pattern in plain words: group 1 at every word where it begins."""
        body = b" ".join(_starred(word).encode() for word in self.words)
        return re.compile(b"(?<= )(?=(" + body + b") )")

    def exact(self, at: int, word: str) -> bool:
        """Whether a word as written is word ``at`` of the pattern."""
        own = self.words[at]
        return own == word if "*" not in own else _exact(own).fullmatch(word) is not None

    def loose(self, at: int, word: str) -> bool:
        """Whether a disguised word can be read as word ``at`` of the pattern."""
        return _loose(self.words[at]).fullmatch(word) is not None


def _starred(word: str) -> str:
    return "[^ ]*".join(map(re.escape, word.split("*")))


_compiled: dict[tuple[str, bool], re.Pattern[str]] = {}
_MOST_COMPILED = 4096


def _exact(word: str) -> re.Pattern[str]:
    return _remembered(word, loose=False)


def _loose(word: str) -> re.Pattern[str]:
    return _remembered(word, loose=True)


def _remembered(word: str, *, loose: bool) -> re.Pattern[str]:
    known = _compiled.get((word, loose))
    if known is None:
        if len(_compiled) >= _MOST_COMPILED:
            _compiled.clear()
        text = _loosened(word) if loose else _starred(word)
        known = _compiled[word, loose] = re.compile(text)
    return known


def _loosened(word: str) -> str:
    """Each letter or a sign that stands for it; three or more in a row for any lesser number."""
    signs = STAND_INS if len(word.replace("*", "")) >= SHORTEST else {}
    runs = ((letter, len(list(group))) for letter, group in groupby(word))
    return "".join(
        "[^ ]*" if letter == "*" else _run(letter + signs.get(letter, ""), length)
        for letter, length in runs
    )


def _run(letters: str, length: int) -> str:
    one = f"[{re.escape(letters)}]"
    return f"(?:{one}{{{length}}}|{one}{{{max(length, REPEATED)},}})"


def pattern(text: str) -> Pattern:
    """The pattern that a library's text means; raises ``LibraryError`` where it means none."""
    words = tuple(_PATTERN_WORD.findall(folded_text(text)))
    if not words:
        raise LibraryError(f"{text!r} holds no word to look for")
    for word in words:
        own = word.replace("*", "")
        if "*" in word and len(own) < FEWEST_LITERAL:
            raise LibraryError(f"{text!r}: a word with * needs {FEWEST_LITERAL} letters of its own")
    return Pattern(words)
