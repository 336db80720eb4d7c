"""Which passwords are accepted: long, not common, not the account's name. No rules of composition.

NIST SP 800-63B-4 section 3.1.1.2: at least 8 characters beside a second factor, long ones
accepted, NFKC, no composition rules, no change by calendar, a list of common ones refused. The NCSC
advises three random words, which the length below leaves room for.
"""

import re
import unicodedata
from functools import cache
from importlib.resources import files

from casework.errors import CaseworkError

SHORTEST = 12
LONGEST = 256
"""Characters."""
FEWEST_DISTINCT = 5

_LEET = str.maketrans("013457@$!", "oieastasi")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "0123456789", "qwertyuiop", "asdfghjkl", "zxcvbnm")
_RUN = 4


def normal(password: str) -> str:
    """As it is hashed and compared, whichever way a keyboard composed it."""
    return unicodedata.normalize("NFKC", password)


def check_password(password: str, *names: str) -> None:
    """Raise ``CaseworkError`` where the password is too short, too long or easily guessed.

    ``names`` are words that stand near it: the account's, the holder's.
    """
    text = normal(password)
    if not SHORTEST <= len(text) <= LONGEST:
        raise CaseworkError(
            f"a password has {SHORTEST} to {LONGEST} characters: three random words make a good one"
        )
    if len(set(text.casefold())) < FEWEST_DISTINCT or _is_of_runs(text.casefold()):
        raise CaseworkError("that password is a repetition or a row of keys")
    if is_common(text, *names):
        raise CaseworkError("that password is among those tried first: choose another")


def is_common(password: str, *names: str) -> bool:
    """Whether nothing but common words, the names and ornament (digits, signs) is in it."""
    words = _common() | {part for name in names for part in _letters(name) if len(part) > 1}
    folded = normal(password).casefold()
    return any(
        _is_one_word(re.sub(r"[\W\d_]+", "", text), words)
        for text in (folded, folded.strip("0123456789!?.").translate(_LEET))
    )


def _is_one_word(letters: str, words: frozenset[str] | set[str]) -> bool:
    """Whether the letters are at most two words of the list, or one word repeated."""
    if not letters or letters in words:
        return True
    for end in range(1, len(letters)):
        head, rest = letters[:end], letters[end:]
        if head in words and (rest in words or letters == head * (len(letters) // end)):
            return True
    return False


def _is_of_runs(text: str) -> bool:
    """Whether every stretch of it follows a row of keys or the alphabet, either way."""
    rows = [row * 2 for row in _ROWS]
    rows += [row[::-1] for row in rows]
    while text:
        length = _longest_run(text, rows)
        if length < min(_RUN, len(text)) and not text.isdigit():
            return False
        text = text[max(length, 1) :]
    return True


def _longest_run(text: str, rows: list[str]) -> int:
    length = 0
    while length < len(text) and any(text[: length + 1] in row for row in rows):
        length += 1
    return length


def _letters(name: str) -> list[str]:
    return re.findall(r"[^\W\d_]+", normal(name).casefold())


@cache
def _common() -> frozenset[str]:
    text = (files(__package__) / "common_passwords.txt").read_text("utf-8")
    return frozenset(
        line.strip() for line in text.splitlines() if line.strip() and not line.startswith("#")
    )
