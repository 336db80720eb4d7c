"""Indexes that The Sleuth Kit's ``hfind -i`` builds, read without the list beside them.

Layout, as ``tsk/hashdb/binsrch_index.cpp`` writes it: a line of 41 zeros, a bar and the kind of
list; perhaps one of 40 zeros, a 1, a bar and the list's name; then ``HASH|OFFSET`` sorted by hash,
the offset in decimal. The hashes are MD5 or SHA-1, told apart by their length.
"""

import re
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.lines import numbered_lines
from hashsets.hexadecimal import parse_unnamed, shown
from hashsets.records import Algorithm, BadRecord, HashRecord

name = "hfind"
carries_verdicts = False
lists_reported = False

KIND = re.compile(r"0{41}\|(?P<kind>[\w.-]+)\s*")
TITLE = re.compile(r"0{40}1\|(?P<title>.*)")
ENTRY = re.compile(r"(?P<hash>[0-9A-Fa-f]+)\|(?P<offset>[0-9]{16,20})\s*")


def sniff(head: bytes) -> bool:
    """The line of zeros."""
    return KIND.match(head[:200].decode("latin-1")) is not None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each entry, labelled with the name of the list it was made from."""
    lines = numbered_lines(stream)
    header = next(lines, None)
    if not isinstance(header, tuple) or not KIND.fullmatch(header[1]):
        reason = "the first line is not the header of an hfind index"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    label = None
    for line in lines:
        if isinstance(line, BadRecord):
            yield line
        elif line[0] == 2 and (match := TITLE.fullmatch(line[1])):
            label = match["title"].strip() or None
        elif line[1].strip():
            yield record(line[1], algorithm, f"line {line[0]}", label)


def record(
    text: str, algorithm: Algorithm | None, position: str, label: str | None
) -> HashRecord | BadRecord:
    """The record of one entry. A cut-off last line lacks digits of its offset, and is bad."""
    match = ENTRY.fullmatch(text)
    if match is None:
        return BadRecord(position=position, reason=f"no entry of an index: {shown(text)}")
    digest = parse_unnamed(match["hash"], algorithm, position)
    if isinstance(digest, BadRecord):
        return digest
    return HashRecord(position=position, digests=(digest,), label=label)
