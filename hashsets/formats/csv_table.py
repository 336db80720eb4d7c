"""Tables with a header line: comma, semicolon, tab or bar between columns.

Column names are matched by their letters and digits alone, so that ``SHA-1``, ``sha1`` and
``Sha1 Hash`` are one. This reads the ICSE export (``MD5;SHA1;PhotoDNA;…``), HashKeeper, the NSRL's
``NSRLFile.txt`` and the exports of most tools.
"""

from collections.abc import Iterator
from typing import BinaryIO

from hashsets.formats.base import Read
from hashsets.formats.csv_columns import NOT_COMPUTABLE, Columns, columns_of, columns_of_line
from hashsets.formats.csv_rows import DELIMITERS, Row, rows
from hashsets.formats.lines import first_line
from hashsets.formats.values import category_of, compact_json, whole_number
from hashsets.hexadecimal import algorithm_called, parse_digest, parse_unnamed, shown, squeezed
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord

name = "csv"
carries_verdicts = False
lists_reported = False


def sniff(head: bytes) -> bool:
    """The first line has a delimiter and names a column of digests."""
    first = first_line(head)
    return any(mark in first for mark in DELIMITERS) and columns_of_line(first) is not None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each row, and a ``BadRecord`` for each cell or row that cannot be used.

    ``algorithm`` is that of a column titled only ``hash`` where no column names it.
    """
    table = rows(stream)
    header = next(table, None)
    columns = columns_of(header.cells) if isinstance(header, Row) else None
    if columns is None:
        reason = "the first line names no column of digests (md5, sha1, sha256, pdq, phash, hash)"
        yield BadRecord(position="line 1", reason=reason, consequence="refused")
        return
    for row in table:
        if isinstance(row, BadRecord):
            yield row
        elif len(row.cells) != columns.width:
            reason = f"{len(row.cells)} columns where the header has {columns.width}"
            yield BadRecord(position=row.position, reason=reason)
        else:
            yield from records(row, columns, algorithm)


def records(row: Row, columns: Columns, algorithm: Algorithm | None) -> Read:
    """The record of a row, after what in it could not be used."""
    digests: list[Digest] = []
    kinds = [kind for place, kind in columns.not_computable if row.cells[place].strip()]
    complaints = 0
    for found in cells_read(row, columns, algorithm):
        if isinstance(found, BadRecord):
            complaints += 1
            yield found
        elif isinstance(found, str):
            kinds.append(found)
        else:
            digests.append(found)
    if digests or kinds:
        yield from assembled(row, columns, tuple(digests), tuple(kinds))
    elif not complaints:
        yield BadRecord(position=row.position, reason="no digest in this row")


def cells_read(
    row: Row, columns: Columns, algorithm: Algorithm | None
) -> Iterator[Digest | BadRecord | str]:
    """Each digest of a row; the name of each kind that Skerry cannot compute."""
    for place, named in columns.digests:
        if text := row.cells[place].strip():
            yield parse_digest(text, named, row.position)
    text = columns.cell("hash", row.cells) or ""
    kind = columns.cell("algorithm", row.cells)
    named_here = algorithm_called(kind) if kind else None
    if not text:
        return
    if named_here is not None:
        yield parse_digest(text, named_here, row.position)
    elif kind is not None and squeezed(kind) in NOT_COMPUTABLE:
        yield NOT_COMPUTABLE[squeezed(kind)]
    elif "algorithm" in columns.roles and "hash" in columns.roles and kind is not None:
        yield BadRecord(position=row.position, reason=f"unknown kind of hash: {shown(kind)}")
    else:
        yield parse_unnamed(text, algorithm, row.position)


def assembled(
    row: Row, columns: Columns, digests: tuple[Digest, ...], kinds: tuple[str, ...]
) -> Read:
    """The record, after the numbers in the row that are none."""
    written = columns.cell("category", row.cells)
    category, grade = category_of(written)
    numbers: dict[str, int | None] = {}
    for role in ("size", "quality"):
        value = whole_number(columns.cell(role, row.cells))
        numbers[role] = value if not isinstance(value, str) else None
        if isinstance(value, str):
            yield BadRecord(
                position=row.position, reason=f"the {role} is no number: {shown(value)}"
            )
    others = {title: row.cells[place] for place, title in columns.others if row.cells[place]}
    yield HashRecord(
        position=row.position,
        digests=digests,
        not_computable=kinds,
        category=category,
        label=columns.cell("label", row.cells) or grade,
        series=columns.cell("series", row.cells),
        size=numbers["size"],
        quality=numbers["quality"],
        raw=compact_json(others) if others else None,
        identity=columns.cell("identity", row.cells),
    )
