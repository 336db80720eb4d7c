"""The words of SQL text, line by line, without ever running it."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Literal

import msgspec

from hashsets.formats.lines import numbered_lines
from hashsets.records import BadRecord

LINES_IN_ONE_STRING = 50
"""How far a string may run on; a stray quote must not swallow the rest of the file."""

TOKEN = re.compile(
    r"""\s++
    | --.*+
    | '(?P<string>(?:[^']|'')*+)'
    | (?P<open>')
    | (?P<number>[+-]?[0-9]++(?:\.[0-9]++)?)
    | "(?P<quoted>[^"]*+)"
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    | (?P<mark>.)""",
    re.VERBOSE,
)
"""No part of it goes back over what another has taken, so that a line costs time in proportion."""

Kind = Literal["string", "number", "word", "mark"]


class Token(msgspec.Struct, frozen=True):
    """A string without its quotes, a number, a word (quoted or not) or a single mark."""

    line: int
    kind: Kind
    text: str


def tokens(stream: BinaryIO) -> Iterator[Token | BadRecord]:
    """Every token in order, and a ``BadRecord`` for each line that is lost."""
    lines = numbered_lines(stream)
    for line in lines:
        if isinstance(line, BadRecord):
            yield line
        else:
            yield from tokens_of(line[0], line[1], lines)


def tokens_of(
    number: int, text: str, lines: Iterator[tuple[int, str] | BadRecord]
) -> Iterator[Token | BadRecord]:
    """The tokens of a line, and of those after it that its last string runs on to."""
    taken = at = 0
    while match := TOKEN.match(text, at):
        if match.lastgroup == "open":
            following = next(lines, None) if taken < LINES_IN_ONE_STRING else None
            if not isinstance(following, tuple):
                reason = "a string is never closed"
                yield BadRecord(position=f"line {number}", reason=reason, consequence="incomplete")
                return
            text = f"{text[at:]}\n{following[1]}"
            taken, at = taken + 1, 0
            continue
        at = match.end()
        if token := token_of(number, match):
            yield token


def token_of(number: int, match: re.Match[str]) -> Token | None:
    """The token that was matched; null for blanks and comments."""
    text = match[match.lastgroup] if match.lastgroup else ""
    match match.lastgroup:
        case "string":
            return Token(number, "string", text.replace("''", "'"))
        case "quoted" | "word":
            return Token(number, "word", text)
        case "number":
            return Token(number, "number", text)
        case "mark":
            return Token(number, "mark", text)
    return None
