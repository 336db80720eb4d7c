"""The NSRL's RDS version 3 deltas: SQL text of ``INSERT INTO FILE(…) VALUES(…);`` statements.

The text is parsed, never run. Rows inserted into other tables (packages, makers) are passed over;
a statement that would change or take away rows of FILE is said, for it is not done.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.lines import encoding_of
from hashsets.formats.named_digests import record_of
from hashsets.formats.sql_tokens import Token, tokens
from hashsets.formats.values import compact_json, whole_number
from hashsets.hexadecimal import shown
from hashsets.records import Algorithm, BadRecord

name = "nsrl-delta"
carries_verdicts = False
lists_reported = False

COLUMNS = ("sha256", "sha1", "md5", "crc32", "file_name", "file_size", "package_id")
"""In the order of the schema, for statements that name none."""

DIGESTS = (("sha256", Algorithm.SHA256), ("sha1", Algorithm.SHA1), ("md5", Algorithm.MD5))
MOST_WORDS = 64
"""In a statement before its values; and values in one row."""

BEGINNING = re.compile(
    r"""(?:\s*(?:--[^\n]*\n|(?:BEGIN|PRAGMA|COMMIT)\b[^;\n]*;))*
    \s*(?:INSERT|REPLACE)\s+(?:OR\s+\w+\s+)?INTO\s+"?(?:FILE|PKG|OS|MFG|VERSION)"?\s*(?:\(|VALUES)
    """,
    re.IGNORECASE | re.VERBOSE,
)

Tokens = Iterator[Token | BadRecord]


def sniff(head: bytes) -> bool:
    """The first statement inserts into one of the schema's tables."""
    text = head.decode(encoding_of(head), "replace").removeprefix("\ufeff")
    return BEGINNING.match(text) is not None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:  # noqa: ARG001
    """A record for each row inserted into FILE."""
    stream_of_tokens = tokens(stream)
    for token in stream_of_tokens:
        if isinstance(token, BadRecord):
            yield token
        elif token.text != ";" or token.kind != "mark":
            yield from statement(token, stream_of_tokens)


def statement(first: Token, rest: Tokens) -> Read:
    """The rows of one statement; it ends at its semicolon or at a line that is lost."""
    words = [first.text]
    for token in rest:
        if isinstance(token, BadRecord):
            yield token
            return
        if ends(token) or (token.kind == "word" and token.text.upper() == "VALUES"):
            break
        if len(words) < MOST_WORDS:
            words.extend(value or "NULL" for value in token.values())
    else:
        reason = f"the statement is never ended: {shown(' '.join(words))}"
        yield BadRecord(position=f"line {first.line}", reason=reason)
        return
    columns = inserted(words)
    if columns and not ends(token):
        yield from rows(columns, rest)
        return
    if changes_files(words):
        reason = f"not an insertion into FILE, and not done: {shown(' '.join(words))}"
        yield BadRecord(position=f"line {first.line}", reason=reason)
    if not ends(token):
        yield from (lost for lost in until_the_end(rest) if isinstance(lost, BadRecord))


def ends(token: Token) -> bool:
    """Whether the token ends a statement."""
    return token.kind == "mark" and token.text == ";"


def until_the_end(rest: Tokens) -> Tokens:
    """The tokens up to the statement's end, or to a line that is lost."""
    for token in rest:
        if not isinstance(token, BadRecord) and ends(token):
            return
        yield token
        if isinstance(token, BadRecord):
            return


def inserted(words: list[str]) -> tuple[str, ...]:
    """The columns that a statement inserts into FILE; none where it is another statement."""
    upper = [word.upper() for word in words]
    if upper[0] not in ("INSERT", "REPLACE") or "INTO" not in upper[:5]:
        return ()
    place = upper.index("INTO") + 1
    if upper[place : place + 1] != ["FILE"]:
        return ()
    named = tuple(word.lower() for word in words[place + 1 :] if word not in "(),")
    return named or COLUMNS


def changes_files(words: list[str]) -> bool:
    """Whether a statement concerns FILE, so that passing it over must be said."""
    return "FILE" in (word.upper() for word in words) and words[0].upper() != "CREATE"


def rows(columns: tuple[str, ...], rest: Tokens) -> Read:
    """The record of each bracket of values."""
    values: list[str | None] = []
    line = 0
    for token in until_the_end(rest):
        if isinstance(token, BadRecord):
            yield token
        elif token.kind == "mark" and token.text == "(":
            values, line = [], token.line
        elif token.kind == "mark" and token.text == ")":
            yield from row(f"line {line}", columns, values)
            line = 0
        elif token.kind == "row":
            yield from row(f"line {token.line}", columns, token.values())
        elif token.kind != "mark" and len(values) < MOST_WORDS:
            values += token.values()
    if line:
        yield BadRecord(position=f"line {line}", reason="the row is never closed")


def row(position: str, columns: tuple[str, ...], values: list[str | None]) -> Read:
    """The record of one row, after its size where that is no number."""
    if len(values) != len(columns):
        reason = f"{len(values)} values for {len(columns)} columns"
        yield BadRecord(position=position, reason=reason)
        return
    cells = dict(zip(columns, values, strict=True))
    size = whole_number(cells.get("file_size"))
    if isinstance(size, str):
        yield BadRecord(position=position, reason=f"the size is no number: {shown(size)}")
        size = None
    kept = {
        title: cells[title] for title in ("file_name", "package_id", "crc32") if cells.get(title)
    }
    written = [(algorithm, cells.get(title)) for title, algorithm in DIGESTS]
    yield from record_of(position, written, size, compact_json(kept) if kept else None)
