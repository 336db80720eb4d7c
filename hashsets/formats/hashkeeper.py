"""HashKeeper exports: quoted CSV of twelve columns, MD5 in the one called ``hash``.

The header is ``"file_id","hashset_id","file_name","directory","hash","file_size","date_modified",
"time_modified","time_zone","comments","date_accessed","time_accessed"``, as The Sleuth Kit's
``tsk/hashdb/hk.c`` expects it.
"""

import csv
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.csv_rows import Row, rows
from hashsets.formats.lines import first_line
from hashsets.formats.named_digests import record_of
from hashsets.formats.values import compact_json, whole_number
from hashsets.hexadecimal import shown
from hashsets.records import Algorithm, BadRecord

name = "hashkeeper"
carries_verdicts = False
lists_reported = False

COLUMNS = (
    *("file_id", "hashset_id", "file_name", "directory", "hash", "file_size", "date_modified"),
    *("time_modified", "time_zone", "comments", "date_accessed", "time_accessed"),
)
NEEDED = COLUMNS[:5]
"""Enough to know the format by; some exports end after the comments."""


def titles(cells: list[str]) -> tuple[str, ...]:
    """Column titles as the format spells them."""
    return tuple(cell.strip().lower() for cell in cells)


def sniff(head: bytes) -> bool:
    """The first line names HashKeeper's first columns."""
    try:
        cells = next(csv.reader([first_line(head)]), [])
    except csv.Error:
        return False
    return titles(cells)[: len(NEEDED)] == NEEDED


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each row; what the other columns say is kept as raw JSON."""
    table = rows(stream)
    header = next(table, None)
    columns = titles(header.cells) if isinstance(header, Row) else ()
    if columns[: len(NEEDED)] != NEEDED:
        reason = "the first line is not HashKeeper's header"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    if algorithm not in (None, Algorithm.MD5):
        reason = f"HashKeeper holds md5, but {algorithm} was asked for"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    for row in table:
        if isinstance(row, BadRecord):
            yield row
        elif len(row.cells) != len(columns):
            reason = f"{len(row.cells)} columns where the header has {len(columns)}"
            yield BadRecord(position=row.position, reason=reason)
        else:
            yield from record(row.position, dict(zip(columns, row.cells, strict=True)))


def record(position: str, cells: dict[str, str]) -> Read:
    """The record of one row, after its size where that is no number."""
    digest = cells.pop("hash")
    size = whole_number(cells.get("file_size", "").strip())
    if isinstance(size, str):
        yield BadRecord(position=position, reason=f"the size is no number: {shown(size)}")
        size = None
    kept = {title: cell for title, cell in cells.items() if cell and title != "file_size"}
    raw = compact_json(kept) if kept else None
    yield from record_of(position, [(Algorithm.MD5, digest)], size, raw)
