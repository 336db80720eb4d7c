"""MISP's two lists: attributes exported as CSV, and a feed's ``hashes.csv``.

An export has a header with ``uuid``, ``type``, ``value`` and ``to_ids`` among others. Attributes of
a composite type (``filename|md5``) hold the name and the digest with a bar between. Where
``to_ids`` is 0 the attribute is background and raises no alert. Attributes that are no hash at all
(``domain``) are counted as records without one that can be matched.

A feed's ``hashes.csv`` has no header: ``<md5>,<event uuid>`` a line. As PyMISP writes it
(``MISPAttribute.hash_values``) those are the MD5 of the *text* of each attribute's value, to look
values up by, and equal the MD5 of no file. Such a list is therefore refused, unless the operator
says with the algorithm option that its digests are of files.
"""

import re
from typing import BinaryIO

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.csv_columns import NOT_COMPUTABLE
from hashsets.formats.csv_rows import Row, rows
from hashsets.formats.lines import first_line
from hashsets.formats.values import compact_json
from hashsets.hexadecimal import algorithm_called, parse_digest, shown, squeezed
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord

name = "misp"
carries_verdicts = False
lists_reported = False

FEED = re.compile(r"[0-9A-Fa-f]{32},[0-9A-Fa-f]{8}(?:-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12}")
FEED_REFUSED = (
    "a MISP feed's hashes.csv holds digests of the text of values, which no file has: export the "
    "attributes as CSV instead, or say --algorithm md5 if these digests are of files"
)
EXPORTED = {"uuid", "type", "value", "toids"}
HASH_TYPES = (
    *("sha224", "sha384", "sha512", "sha512224", "sha512256", "sha3224", "sha3256", "sha3384"),
    *("sha3512", "authentihash", "cdhash", "imphash", "impfuzzy", "pehash", "ssdeep", "tlsh"),
    *("vhash", "telfhash"),
)
"""Types of hash, squeezed, that Skerry does not compute."""


class Attributes(msgspec.Struct, frozen=True):
    """Where the columns of an export stand."""

    titles: list[str]
    places: dict[str, int]

    def cell(self, column: str, cells: list[str]) -> str:
        """What a row has in the column; nothing where there is no such column."""
        place = self.places.get(column)
        return cells[place].strip() if place is not None else ""


def sniff(head: bytes) -> bool:
    """The first line is the header of an export or one of a feed's digests."""
    first = first_line(head)
    return FEED.fullmatch(first) is not None or columns_of(first.split(",")) is not None


def columns_of(header: list[str]) -> Attributes | None:
    """The columns of an export's header; null where it is none."""
    places = {squeezed(title): place for place, title in enumerate(header)}
    return Attributes(header, places) if places.keys() >= EXPORTED else None


def read(stream: BinaryIO, algorithm: Algorithm | None) -> Read:
    """A record for each attribute.

    ``algorithm`` is that of a feed's digests, which must be told; an export names its own.
    """
    columns: Attributes | None = None
    started = False
    for row in rows(stream):
        if isinstance(row, BadRecord):
            yield row
        elif columns is not None:
            yield from attribute(row, columns)
        elif not started and (columns := columns_of(row.cells)):
            continue
        elif algorithm is None or not (started or FEED.fullmatch(",".join(row.cells))):
            told = FEED_REFUSED if FEED.fullmatch(",".join(row.cells)) else "no list of MISP's"
            yield BadRecord(position=row.position, reason=told, consequence="refused")
            return
        else:
            yield feed_line(row, algorithm)
        started = True


def feed_line(row: Row, algorithm: Algorithm) -> HashRecord | BadRecord:
    """The record of a digest and the event it stands in."""
    if len(row.cells) != 2:
        return BadRecord(position=row.position, reason=f"{len(row.cells)} columns where 2 belong")
    digest = parse_digest(row.cells[0].strip(), algorithm, row.position)
    if isinstance(digest, BadRecord):
        return digest
    raw = compact_json({"event": row.cells[1].strip()})
    return HashRecord(position=row.position, digests=(digest,), raw=raw)


def attribute(row: Row, columns: Attributes) -> Read:
    """The record of one attribute."""
    if len(row.cells) != len(columns.titles):
        reason = f"{len(row.cells)} columns where the header has {len(columns.titles)}"
        yield BadRecord(position=row.position, reason=reason)
        return
    found = value_of(row, columns)
    if isinstance(found, BadRecord):
        yield found
        return
    yield HashRecord(
        position=row.position,
        digests=(found,) if isinstance(found, tuple) else (),
        not_computable=(found,) if isinstance(found, str) else (),
        label=columns.cell("category", row.cells) or None,
        raw=compact_json(dict(zip(columns.titles, row.cells, strict=True))),
        identity=columns.cell("uuid", row.cells) or None,
        alertable=columns.cell("toids", row.cells).lower() not in ("0", "false"),
    )


def value_of(row: Row, columns: Attributes) -> Digest | BadRecord | str | None:
    """The digest, the name of its kind where that cannot be computed, or null where it is none."""
    kind, text = columns.cell("type", row.cells), columns.cell("value", row.cells)
    if not kind or not text:
        return BadRecord(position=row.position, reason="an attribute without a type or a value")
    if kind == "malware-sample":
        kind = "filename|md5"
    first, bar, last = kind.partition("|")
    if bar and first == "filename":
        if "|" not in text:
            reason = f"no bar in a value of type {shown(kind)}"
            return BadRecord(position=row.position, reason=reason)
        kind, text = last, text.rpartition("|")[2].strip()
    algorithm = algorithm_called(kind)
    if algorithm is not None:
        return parse_digest(text, algorithm, row.position)
    key = squeezed(kind)
    return NOT_COMPUTABLE.get(key, key) if key in HASH_TYPES else None
