"""Lines of a text file, numbered, whatever its encoding and however long they are."""

import codecs
import io
from collections.abc import Iterator
from typing import BinaryIO

from hashsets.records import BadRecord

LONGEST_LINE = 1 << 16
"""Characters; no record of a hash list is near as long."""

MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)


def encoding_of(head: bytes, otherwise: str = "utf-8") -> str:
    """The encoding that a byte-order mark announces, else the one told."""
    return next((name for mark, name in MARKS if head.startswith(mark)), otherwise)


def first_line(head: bytes) -> str:
    """The first line of a file's head that is neither blank nor a ``#`` comment, stripped."""
    lines = (line.strip() for line in head.decode(encoding_of(head), "replace").splitlines())
    return next((line for line in lines if line and not line.startswith("#")), "")


def numbered_lines(
    stream: BinaryIO, encoding: str = "utf-8"
) -> Iterator[tuple[int, str] | BadRecord]:
    """Each line's number, from 1, and its text without the line ending.

    A line longer than ``LONGEST_LINE`` becomes one ``BadRecord``. Undecodable bytes are replaced,
    so that they spoil only the line they stand in. ``encoding`` is that of a file without a
    byte-order mark.
    """
    buffered = io.BufferedReader(stream) if isinstance(stream, io.RawIOBase) else stream
    encoding = encoding_of(peeked(buffered), encoding)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace")
    number = 0
    try:
        while line := text.readline(LONGEST_LINE):
            number += 1
            if len(line) == LONGEST_LINE and not line.endswith("\n"):
                skip_line(text)
                yield BadRecord(position=f"line {number}", reason="the line is too long to be one")
            else:
                yield number, line.rstrip("\r\n")
    finally:
        text.detach()


def peeked(stream: BinaryIO) -> bytes:
    """The first bytes, without consuming them."""
    head = stream.read(4)
    stream.seek(0)
    return head


def skip_line(text: io.TextIOWrapper) -> None:
    """Read on to the end of the current line."""
    while part := text.readline(LONGEST_LINE):
        if part.endswith("\n"):
            return
