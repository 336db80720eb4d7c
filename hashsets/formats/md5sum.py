"""What ``md5sum`` and its kin print: ``hash  name``, ``hash *name`` and ``MD5 (name) = hash``."""

import re
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.lines import first_line, numbered_lines
from hashsets.hexadecimal import algorithm_called, parse_digest, parse_unnamed, shown
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord

name = "md5sum"
carries_verdicts = False
lists_reported = False

PLAIN = re.compile(r"\\?(?P<hash>[0-9A-Fa-f]{32,128})[ \t]+\*?(?P<name>\S.*)")
TAGGED = re.compile(r"\\?(?P<tag>[A-Za-z0-9/-]{3,12}) \((?P<name>.*)\) = (?P<hash>\w+)")


def sniff(head: bytes) -> bool:
    """The first line is a digest and a name, in either style."""
    first = first_line(head)
    return PLAIN.fullmatch(first) is not None or TAGGED.fullmatch(first) is not None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each line; the file's name is kept as the record's raw text."""
    for line in numbered_lines(stream):
        if isinstance(line, BadRecord):
            yield line
            continue
        number, text = line[0], line[1].strip()
        if text and not text.startswith("#"):
            yield record(text, algorithm, f"line {number}")


def record(text: str, algorithm: Algorithm | None, position: str) -> HashRecord | BadRecord:
    """The record of one line."""
    digest: Digest | BadRecord
    if match := TAGGED.fullmatch(text):
        digest = tagged(match["tag"], match["hash"], position)
    elif match := PLAIN.fullmatch(text):
        digest = parse_unnamed(match["hash"], algorithm, position)
    else:
        reason = f"neither 'hash  name' nor 'MD5 (name) = hash': {shown(text)}"
        return BadRecord(position=position, reason=reason)
    if isinstance(digest, BadRecord):
        return digest
    return HashRecord(position=position, digests=(digest,), raw=match["name"])


def tagged(tag: str, text: str, position: str) -> Digest | BadRecord:
    """The digest of a line that names its algorithm."""
    algorithm = algorithm_called(tag)
    if algorithm is None:
        return BadRecord(position=position, reason=f"{shown(tag)} is not a digest Skerry matches")
    return parse_digest(text, algorithm, position)
