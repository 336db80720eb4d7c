"""The words of SQL text, line by line, without ever running it."""

import re
from collections.abc import Iterator
from typing import BinaryIO, Literal

import msgspec

from hashsets.formats.lines import numbered_lines
from hashsets.records import BadRecord

LINES_IN_ONE_STRING = 50
"""How far a string may run on; a stray quote must not swallow the rest of the file."""

LITERAL = r"""'(?:[^']|'')*+' | [+-]?[0-9]++(?:\.[0-9]++)?+ | "[^"]*+" | [A-Za-z_][A-Za-z0-9_]*+"""

TOKEN = re.compile(
    rf"""\s++
    | --.*+
    | \((?P<row>\s*+(?:{LITERAL})(?:\s*+,\s*+(?:{LITERAL}))*+)\s*+\)
    | '(?P<string>(?:[^']|'')*+)'
    | (?P<open>')
    | (?P<number>[+-]?[0-9]++(?:\.[0-9]++)?+)
    | "(?P<quoted>[^"]*+)"
    | (?P<word>[A-Za-z_][A-Za-z0-9_]*+)
    | (?P<mark>.)""",
    re.VERBOSE,
)
"""No part of it goes back over what another has taken, so that a line costs time in proportion."""

LITERALS = re.compile(LITERAL, re.VERBOSE)

Kind = Literal["row", "string", "number", "word", "mark"]


class Token(msgspec.Struct, frozen=True):
    """A string without its quotes, a number, a word (quoted or not) or a single mark.

    Or a row: bracketed values that stand on one line, which ``values`` holds.
    """

    line: int
    kind: Kind
    text: str

    def values(self) -> list[str | None]:
        """The text of each value of a row, or of this token alone; null for NULL."""
        if self.kind == "row":
            return [plain(written) for written in LITERALS.findall(self.text)]
        null = self.kind == "word" and self.text.upper() == "NULL"
        return [None if null else self.text]


def plain(written: str) -> str | None:
    """A value without its quotes; null for NULL."""
    if written[0] == "'":
        return written[1:-1].replace("''", "'")
    if written[0] == '"':
        return written[1:-1]
    return None if written.upper() == "NULL" else written


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
        case "row":
            return Token(number, "row", text)
        case "mark":
            return Token(number, "mark", text)
    return None
