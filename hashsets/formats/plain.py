"""Plain lists: one digest a line, ``#`` comments, and perhaps a first line naming the algorithm."""

from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.lines import first_line, numbered_lines
from hashsets.hexadecimal import HEX, algorithm_called, parse_unnamed
from hashsets.records import Algorithm, BadRecord, HashRecord

name = "plain"
carries_verdicts = False
lists_reported = False


def sniff(head: bytes) -> bool:
    """The first line is a bare digest or an algorithm's name."""
    first = first_line(head)
    if algorithm_called(first) is not None:
        return True
    return HEX.fullmatch(first) is not None and len(first) in (16, 32, 40, 64)


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each digest. A first line that contradicts the algorithm told is refused."""
    started = False
    for line in numbered_lines(stream):
        if isinstance(line, BadRecord):
            yield line
            continue
        position, text = f"line {line[0]}", line[1].strip()
        if not text or text.startswith("#"):
            continue
        named = None if started else algorithm_called(text)
        started = True
        if named is None:
            yield record(text, algorithm, position)
        elif algorithm in (None, named):
            algorithm = named
        else:
            reason = f"the list says it holds {named}, but {algorithm} was asked for"
            yield BadRecord(position=position, reason=reason, consequence="refused")
            return


def record(text: str, algorithm: Algorithm | None, position: str) -> HashRecord | BadRecord:
    """The record of one line."""
    digest = parse_unnamed(text, algorithm, position)
    if isinstance(digest, BadRecord):
        return digest
    return HashRecord(position=position, digests=(digest,))
