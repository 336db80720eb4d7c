"""INTERPOL's ICSE baseline export: a table with ``;`` between its columns.

The header, as IPED's ``HashDBTool`` reads it::

    MD5;SHA1;PhotoDNA;Image ID;Is distributed;Victim identified;Offender identified;Series name;
    Number of submissions;File Available;Media Type;Baseline

(on one line). There is no category. The flags, the number of submissions and the media type are
kept as the file writes them and decide nothing.
"""

from typing import BinaryIO

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.csv_columns import Columns, columns_of
from hashsets.formats.csv_rows import Row, rows
from hashsets.formats.csv_table import records
from hashsets.formats.lines import first_line
from hashsets.hexadecimal import squeezed
from hashsets.records import Algorithm, BadRecord, HashRecord

name = "icse"
carries_verdicts = False
lists_reported = True

IMAGE_ID = "imageid"
TELLING = {"md5", "sha1", IMAGE_ID, "isdistributed", "seriesname", "numberofsubmissions"}
"""The columns that together no other export has, by their squeezed names."""


def sniff(head: bytes) -> bool:
    """The first line is the header."""
    return is_header(first_line(head).split(";"))


def is_header(cells: list[str]) -> bool:
    """Whether a row holds the telling columns, each once."""
    titles = [squeezed(cell) for cell in cells]
    return set(titles) >= TELLING and len(titles) == len(set(titles))


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each image; ``algorithm`` is not needed, since every column has its title."""
    del algorithm
    table = rows(stream)
    header = next(table, None)
    columns = columns_of(header.cells) if isinstance(header, Row) else None
    if not isinstance(header, Row) or columns is None or not is_header(header.cells):
        reason = "the first line is not the header of an ICSE export (MD5;SHA1;PhotoDNA;Image ID;…)"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    place = [squeezed(title) for title in header.cells].index(IMAGE_ID)
    for row in table:
        if isinstance(row, BadRecord):
            yield row
        else:
            yield from image(row, columns, place)


def image(row: Row, columns: Columns, place: int) -> Read:
    """The record of one row, called by the image ID at ``place``, after what cannot be used."""
    if len(row.cells) != columns.width:
        reason = f"{len(row.cells)} columns where the header has {columns.width}"
        yield BadRecord(position=row.position, reason=reason)
        return
    identity = row.cells[place].strip() or None
    for found in records(row, columns, None):
        if isinstance(found, HashRecord):
            yield msgspec.structs.replace(found, identity=identity)
        else:
            yield found
