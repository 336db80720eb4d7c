"""Text as matching sees it: case, width, accents, confusable letters folded, invisible ones gone.

Folding goes character by character, so that the fold of two texts joined is their folds joined:
compatibility decomposition (NFKD, UAX 15), case folding, combining marks and format characters
dropped, decimal digits as 0-9, and letters that look like a-z read as those (UTS 39).
"""

import re
import unicodedata
from types import ModuleType
from typing import NamedTuple

from keywords.confusables import CONFUSABLE
from keywords.disguise import WORD, Spot, spots, word_spans

STROKES = dict(zip("øđłħŧƀǥɨɉɍʉƶɇ", "odlhtbgijruze", strict=True)) | {
    "æ": "ae",
    "œ": "oe",
    "þ": "th",
    "ð": "d",
    "ŋ": "n",
}
"""Letters with a stroke, and joined ones, that Unicode does not decompose."""

CIRCLED = (0x1F150, 0x1F170)
"""First of the negative circled and negative squared capitals A-Z, which have no decomposition."""

INVISIBLE = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0")
"""Letters and marks that show nothing; format characters (Cf) are invisible beside these."""

_FOREIGN = re.compile(r"[^\x00-\x7f]+")


class Folded(NamedTuple):
    """A text and its folded form.

    ``plain`` holds the words of ``text`` as UTF-8, a single space before, between and after them.
    ``spots`` are where words may be read otherwise (``keywords.disguise``).
    """

    original: str
    text: str
    plain: bytes
    spots: tuple[Spot, ...]


def fold_character(character: str) -> str:
    """One character folded: nothing, one or more characters."""
    if character.isascii():
        return character.lower()
    if character in INVISIBLE or unicodedata.category(character) == "Cf":
        return ""
    if unicodedata.category(character) == "Cs":
        return " "  # half a surrogate pair: no text
    cased = unicodedata.normalize("NFKD", character).casefold()
    parts = unicodedata.normalize("NFKD", cased)
    return "".join(map(_letter, parts)).lower()


def _letter(part: str) -> str:
    if part.isascii():
        return part
    category = unicodedata.category(part)
    if category[0] == "M" or category == "Cf" or part in INVISIBLE:
        return ""
    if category == "Nd":
        return str(unicodedata.decimal(part))
    for first in CIRCLED:
        if first <= ord(part) < first + 26:
            return chr(ord(part) - first + ord("a"))
    return STROKES.get(part) or CONFUSABLE.get(part, part)


class _Table(dict[int, str]):
    """Folds by code point, each worked out when it is first met; as large as Unicode at most."""

    def __missing__(self, code: int) -> str:
        folded = self[code] = fold_character(chr(code))
        return folded


_TABLE = _Table()


def folded_text(text: str) -> str:
    """The fold of every character, joined."""
    if text.isascii():
        return text.lower()
    return _FOREIGN.sub(lambda run: run.group().translate(_TABLE), text).lower()


def plain_words(text: str) -> bytes:
    """The words of a folded text, a single space before, between and after them, as UTF-8."""
    return f" {' '.join(WORD.findall(text))} ".encode()


def fold_plainly(text: str) -> tuple[str, bytes, tuple[Spot, ...]]:
    """A text folded, its plain words, and where they may be read otherwise."""
    folded = folded_text(text)
    return folded, plain_words(folded), tuple(spots(folded))


def _loaded() -> ModuleType | None:
    try:
        from keywords.native import core  # noqa: PLC0415 - absent without a compiler
    except ImportError:
        return None
    return core


_CORE = _loaded()


def core_name() -> str:
    """Which folding runs: ``native``, or ``plain`` with the same answers."""
    return "plain" if _CORE is None else "native"


def fold(text: str) -> Folded:
    """Fold a text."""
    parts = fold_plainly(text) if _CORE is None else _CORE.fold(text, _TABLE)
    return Folded(text, *parts)


def words_of(text: str) -> list[tuple[int, int]]:
    """Where the words of a folded text are; ``word_spans``, quicker."""
    return word_spans(text) if _CORE is None else _CORE.word_spans(text)


class Origins:
    """Where the characters of a folded text came from in the original."""

    def __init__(self, original: str) -> None:
        self._starts: list[int] | None = None
        self._original = original
        if not original.isascii():
            self._starts = [at for at, letter in enumerate(original) for _ in _TABLE[ord(letter)]]

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The original's span for folded characters; marks go with their letter.

        ``start < end`` are offsets within the folded text.
        """
        if self._starts is None:
            return start, end
        last = self._starts[end - 1] + 1
        while last < len(self._original) and unicodedata.category(self._original[last])[0] == "M":
            last += 1
        return self._starts[start], last
