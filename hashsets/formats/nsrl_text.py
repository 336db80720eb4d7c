"""The NSRL's ``NSRLFile.txt`` of RDS version 2: SHA-1 and MD5 of each known file.

Two orders of columns were published (NIST, RDS hash set file format):
``"SHA-1","MD5","CRC32","FileName","FileSize","ProductCode","OpSystemCode","SpecialCode"`` and, in
the first releases, ``"SHA-1","FileName","FileSize","ProductCode","OpSystemCode","MD4","MD5",
"CRC32","SpecialCode"``. File names hold commas and stray quotation marks, so a line is read from
both of its ends. A special code (``M`` malicious, ``S`` special) is kept raw: the NSRL lists known
files, not good ones.
"""

import re
from collections.abc import Iterator
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.lines import first_line, numbered_lines
from hashsets.formats.named_digests import record_of
from hashsets.formats.values import compact_json, whole_number
from hashsets.hexadecimal import shown, squeezed
from hashsets.records import Algorithm, BadRecord

name = "nsrl"
carries_verdicts = False
lists_reported = False

NEWER = (
    *("SHA-1", "MD5", "CRC32", "FileName"),
    *("FileSize", "ProductCode", "OpSystemCode", "SpecialCode"),
)
OLDER = (
    *("SHA-1", "FileName", "FileSize", "ProductCode"),
    *("OpSystemCode", "MD4", "MD5", "CRC32", "SpecialCode"),
)
KEPT = ("FileName", "ProductCode", "OpSystemCode", "SpecialCode", "CRC32")


def line_pattern(columns: tuple[str, ...]) -> re.Pattern[str]:
    """A line of these columns; only the file's name may hold commas and quotation marks."""
    return re.compile(",".join(cell_pattern(title) for title in columns))


def cell_pattern(title: str) -> str:
    """A cell, named by its column's squeezed title."""
    if title == "FileName":
        return '"(?P<filename>.*)"'
    return f'"?(?P<{squeezed(title)}>[^",]*)"?'


PATTERNS: dict[tuple[str, ...], re.Pattern[str]] = {
    columns: line_pattern(columns) for columns in (NEWER, OLDER)
}


def columns_of(line: str) -> tuple[str, ...] | None:
    """Which of the two orders a header line announces."""
    given = [squeezed(cell) for cell in line.split(",")]
    return next(
        (known for known in PATTERNS if [squeezed(title) for title in known] == given), None
    )


def sniff(head: bytes) -> bool:
    """The first line is one of the two headers."""
    return columns_of(first_line(head)) is not None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:  # noqa: ARG001
    """A record for each line, with both of its digests."""
    lines = numbered_lines(stream)
    header = next(lines, None)
    columns = columns_of(header[1]) if isinstance(header, tuple) else None
    if columns is None:
        reason = "the first line is not the header of an NSRLFile.txt"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    yield from records(lines, PATTERNS[columns])


def records(lines: Iterator[tuple[int, str] | BadRecord], pattern: re.Pattern[str]) -> Read:
    """What the lines after the header hold."""
    for line in lines:
        if isinstance(line, BadRecord):
            yield line
            continue
        number, text = line[0], line[1].strip()
        if not text:
            continue
        if match := pattern.fullmatch(text):
            yield from record(f"line {number}", match)
        else:
            reason = f"not a line of an NSRLFile.txt: {shown(text)}"
            yield BadRecord(position=f"line {number}", reason=reason)


def record(position: str, match: re.Match[str]) -> Read:
    """The record of one line, after its size where that is no number."""
    size = whole_number(match["filesize"].strip())
    if isinstance(size, str):
        yield BadRecord(position=position, reason=f"the size is no number: {shown(size)}")
        size = None
    kept = {title: match[squeezed(title)].replace('""', '"') for title in KEPT}
    raw = compact_json({title: cell for title, cell in kept.items() if cell})
    digests = [(Algorithm.SHA1, match["sha1"]), (Algorithm.MD5, match["md5"])]
    yield from record_of(position, digests, size, raw)
