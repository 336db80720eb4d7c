"""What ``md5deep -p`` and its kin, and ``hashdeep -p``, print of the pieces of files.

``<digest>  <name> offset <first>-<last>`` (md5deep 4.4, ``sha1deep``, ``sha256deep`` alike), or
hashdeep's ``%%%% HASHDEEP-1.0`` with the columns it names, the same words ending the file name.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from hashsets.blocks.lists.base import Listed, placed
from hashsets.blocks.records import Block, KnownFile
from hashsets.formats.lines import first_line, numbered_lines
from hashsets.hexadecimal import algorithm_called, parse_digest, shown
from hashsets.records import DIGEST_BYTES, EXACT, Algorithm, BadRecord, Digest

name = "md5deep"
says_size = True

PIECE = re.compile(r"(?P<name>.*) offset (?P<first>\d{1,18})-(?P<last>\d{1,18})")
PLAIN = re.compile(r"(?P<hash>[0-9A-Fa-f]{32,64}) [ *](?P<rest>.*)")
HASHDEEP = "%%%% HASHDEEP-1.0"
BY_DIGITS = {2 * DIGEST_BYTES[algorithm]: algorithm for algorithm in EXACT}


def sniff(head: bytes) -> bool:
    """The first line is hashdeep's header, or names a piece of a file."""
    first = first_line(head)
    plain = PLAIN.fullmatch(first)
    return first == HASHDEEP or bool(plain and PIECE.fullmatch(plain["rest"]))


def read(stream: BinaryIO, size: int) -> Listed:
    """A block for each line, and its file before the first of its blocks."""
    columns: list[str] | None = None
    last = None
    for line in numbered_lines(stream):
        if isinstance(line, BadRecord):
            yield line
            continue
        position, text = f"line {line[0]}", line[1]
        if text.startswith("%%%% size,"):
            columns = text.removeprefix("%%%% ").split(",")
        elif text.strip() and not text.startswith(("#", "%%%%")):
            for found in line_of(text, columns, size, position):
                if isinstance(found, Block) and found.file != last:
                    last = found.file
                    yield KnownFile(key=last, label=last)
                yield found


def line_of(text: str, columns: list[str] | None, size: int, position: str) -> Listed:
    """The block of one line."""
    split = hashdeep(text, columns, position) if columns else md5deep(text, position)
    digests = []
    rest = ""
    for part in split:
        if isinstance(part, BadRecord):
            yield part
            return
        if isinstance(part, str):
            rest = part
        else:
            digests.append(part)
    piece = PIECE.fullmatch(rest)
    if piece is None or not digests:
        yield BadRecord(position=position, reason=f"not a piece of a file: {shown(text)}")
        return
    first = int(piece["first"])
    place = placed(first, int(piece["last"]) - first + 1, size, position)
    if isinstance(place, int):
        yield Block(position=position, file=piece["name"], index=place, digests=tuple(digests))
    else:
        yield place


Part = Digest | str | BadRecord


def md5deep(text: str, position: str) -> Iterator[Part]:
    """The digest of a line, and the rest of it."""
    match = PLAIN.fullmatch(text)
    algorithm = BY_DIGITS.get(len(match["hash"])) if match else None
    if match is None or algorithm is None:
        yield BadRecord(position=position, reason=f"not 'hash  name offset': {shown(text)}")
        return
    yield parse_digest(match["hash"], algorithm, position)
    yield match["rest"]


def hashdeep(text: str, columns: list[str], position: str) -> Iterator[Part]:
    """The digests of a line that Skerry matches, and its last column."""
    values = text.split(",", len(columns) - 1)
    if len(values) != len(columns):
        reason = f"{len(values)} values for {len(columns)} columns"
        yield BadRecord(position=position, reason=reason)
        return
    for column, value in zip(columns[:-1], values[:-1], strict=True):
        algorithm = algorithm_called(column)
        if algorithm in EXACT:
            yield parse_digest(value, Algorithm(algorithm), position)
    yield values[-1]
