"""Rows of a delimited text file, each with the line it starts on."""

import csv
from collections import deque
from collections.abc import Iterator
from typing import BinaryIO

import msgspec

from hashsets.formats.lines import numbered_lines
from hashsets.records import BadRecord

DELIMITERS = ",;\t|"
LINES_IN_ONE_ROW = 50
"""How far a quoted cell may run on; a stray quote must not swallow the rest of the file."""

Line = tuple[int, str]


class Row(msgspec.Struct, frozen=True):
    """The cells of one row; ``position`` names its first line."""

    position: str
    cells: list[str]


def delimiter_of(header: str) -> str:
    """The delimiter that the header line uses most."""
    return max(DELIMITERS, key=header.count)


def rows(
    stream: BinaryIO, delimiter: str = "", encoding: str = "utf-8"
) -> Iterator[Row | BadRecord]:
    """The rows, header first; blank lines and lines before it that start with ``#`` left out.

    The first line tells the delimiter where it is not told. ``encoding`` is that of a file without
    a byte-order mark.
    """
    pending: deque[Line | BadRecord] = deque()
    lines = numbered_lines(stream, encoding)
    started = False
    while (line := following(pending, lines)) is not None:
        if isinstance(line, BadRecord):
            yield line
            continue
        if not line[1].strip() or (not started and line[1].lstrip().startswith("#")):
            continue
        started, delimiter = True, delimiter or delimiter_of(line[1])
        yield parsed(line, delimiter, pending, lines)


def following(
    pending: deque[Line | BadRecord], lines: Iterator[Line | BadRecord]
) -> Line | BadRecord | None:
    """The next line, first of those that were read ahead."""
    return pending.popleft() if pending else next(lines, None)


def parsed(
    line: Line,
    delimiter: str,
    pending: deque[Line | BadRecord],
    lines: Iterator[Line | BadRecord],
) -> Row | BadRecord:
    """The row that starts at ``line``, with the lines a quoted cell runs on to.

    Where a quote is never closed, the lines read ahead are put back: only this line is lost.
    """
    position = f"line {line[0]}"
    text, ahead = line[1], list[Line | BadRecord]()
    while True:
        try:
            cells = next(csv.reader([text], delimiter=delimiter, strict=True))
        except csv.Error as error:
            further = following(pending, lines) if len(ahead) < LINES_IN_ONE_ROW else None
            if further is not None:
                ahead.append(further)
            if "unexpected end of data" not in str(error) or not isinstance(further, tuple):
                pending.extendleft(reversed(ahead))
                return BadRecord(position=position, reason=f"the quoting is broken ({error})")
            text += "\n" + further[1]
        else:
            return Row(position, cells)
