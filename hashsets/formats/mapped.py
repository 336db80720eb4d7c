"""Any table or JSON list, by a mapping file that says which column means what."""

import json
from collections.abc import Callable, Iterator
from hashlib import sha256
from typing import BinaryIO

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.csv_rows import Row, rows
from hashsets.formats.json_events import FAULTS, json_events
from hashsets.formats.json_items import Events, Item, given_twice
from hashsets.formats.json_lists import listed
from hashsets.formats.lines import numbered_lines
from hashsets.formats.mapped_record import MappedItem, mapped_record
from hashsets.formats.mapping import Column, Mapping
from hashsets.formats.recoded import json_stream
from hashsets.formats.values import compact_json
from hashsets.formats.vics_plain import broken
from hashsets.hexadecimal import shown
from hashsets.records import Algorithm, BadRecord

Items = Iterator[MappedItem | BadRecord]


class Mapped:
    """The format that a mapping describes."""

    def __init__(self, mapping: Mapping) -> None:
        self._mapping = mapping

    @property
    def name(self) -> str:
        """What the set's provenance calls it, with the beginning of the mapping's SHA-256."""
        mapping = self._mapping
        content = sha256(msgspec.json.encode(mapping)).hexdigest()[:12]
        return f"mapped by {mapping.mapping} version {mapping.version} ({content})"

    @property
    def carries_verdicts(self) -> bool:
        """As the mapping says."""
        return self._mapping.carries_verdicts

    @property
    def lists_reported(self) -> bool:
        """What carries verdicts does."""
        return self._mapping.carries_verdicts

    def sniff(self, head: bytes) -> bool:
        """Never: a mapping is the operator's choice."""
        del head
        return False

    def read(self, stream: BinaryIO, algorithm: Algorithm | None) -> Read:
        """A record for each row or object, and what in them cannot be used.

        ``algorithm`` is that of a ``hash`` whose kind is not named.
        """
        for item in READERS[self._mapping.layout](stream, self._mapping):
            if isinstance(item, BadRecord):
                yield item
            else:
                yield from mapped_record(item, self._mapping, algorithm)


def table(stream: BinaryIO, mapping: Mapping) -> Items:
    """Each row of a table."""
    titles: list[str] | None = None if mapping.header else []
    places: dict[Column, int] = {} if mapping.header else numbered(mapping)
    for row in rows(stream, mapping.delimiter, mapping.encoding):
        if isinstance(row, BadRecord):
            yield row
        elif titles is None:
            titles = [cell.strip() for cell in row.cells]
            found = placed(titles, mapping)
            if isinstance(found, BadRecord):
                yield found
                return
            places = found
        else:
            yield of_row(row, titles, places)


def numbered(mapping: Mapping) -> dict[Column, int]:
    """Where the columns stand that are called by their numbers."""
    return {column: column - 1 for column in mapping.named() if isinstance(column, int)}


def placed(titles: list[str], mapping: Mapping) -> dict[Column, int] | BadRecord:
    """Where the columns stand, of which the header must have each once."""
    places = numbered(mapping)
    for column in mapping.named():
        if isinstance(column, str):
            count = titles.count(column)
            if count != 1:
                reason = f"the header has {count or 'no'} columns called {shown(column)}"
                return BadRecord(position="the header", reason=reason, consequence="refused")
            places[column] = titles.index(column)
    return places


def of_row(row: Row, titles: list[str], places: dict[Column, int]) -> MappedItem | BadRecord:
    """The row by its columns."""
    width = len(titles) or max(places.values()) + 1
    if len(row.cells) < width or (titles and len(row.cells) > width):
        reason = f"{len(row.cells)} columns where {width} belong"
        return BadRecord(position=row.position, reason=reason)
    values: dict[Column, object] = {
        column: row.cells[place].strip() for column, place in places.items()
    }
    raw = dict(zip(titles, row.cells, strict=True)) if titles else row.cells
    return MappedItem(row.position, values, compact_json(raw))


def document(stream: BinaryIO, mapping: Mapping) -> Items:
    """Each object of the list in a JSON document."""
    last = "the start"
    try:
        for item in located(json_events(json_stream(stream)), mapping.records):
            last = item.position
            if isinstance(item, Item):
                yield of_object(last, item.members, mapping)
            else:
                yield item
    except FAULTS as error:
        yield BadRecord(position=f"after {last}", reason=broken(error), consequence="incomplete")


def located(events: Events, records: str) -> Iterator[Item | BadRecord]:
    """Each object of the list at a path with dots between."""
    path = tuple(records.split(".")) if records else ()
    found = yield from listed(events, next(events), path)
    for _ in events:
        """Reading on shows whether the document is whole."""
    if not found:
        reason = f"the JSON has no list at {shown(records)}"
        yield BadRecord(position="the start", reason=reason, consequence="refused")


def lines(stream: BinaryIO, mapping: Mapping) -> Items:
    """Each object of a file that has one a line."""
    for line in numbered_lines(stream, mapping.encoding):
        if isinstance(line, BadRecord):
            yield line
        elif line[1].strip():
            yield from of_line(f"line {line[0]}", line[1], mapping)


def of_line(position: str, text: str, mapping: Mapping) -> Items:
    """The object on a line, after its keys that are given twice."""
    try:
        members = msgspec.json.decode(text)
        pairs = pairs_of(text, members, mapping)
    except (msgspec.MsgspecError, ValueError, RecursionError) as error:
        yield BadRecord(position=position, reason=f"not JSON ({error})")
        return
    if not isinstance(members, dict):
        yield BadRecord(position=position, reason="not a JSON object")
        return
    before: dict[str, object] = {}
    for key, value in pairs:
        yield from given_twice(before, key, value, position)
        before[key] = value
    yield of_object(position, members, mapping)


def pairs_of(text: str, members: object, mapping: Mapping) -> list[tuple[str, object]]:
    """The members of an object in order, where one that is mapped may be among them twice."""
    keys = {str(column).partition(".")[0] for column in mapping.named()}
    if not isinstance(members, dict) or all(text.count(f'"{key}"') < 2 for key in keys):
        return []
    pairs: list[tuple[str, object]] = json.loads(text, object_pairs_hook=list)
    return pairs


def of_object(position: str, members: dict[str, object], mapping: Mapping) -> MappedItem:
    """The object by its columns."""
    values = {column: reached(members, str(column)) for column in mapping.named()}
    return MappedItem(position, values, compact_json(members))


def reached(members: dict[str, object], path: str) -> object:
    """What stands at a path with dots between; null where nothing does."""
    value: object = members
    for key in path.split("."):
        value = value.get(key) if isinstance(value, dict) else None
    return value


READERS: dict[str, Callable[[BinaryIO, Mapping], Items]] = {
    "csv": table,
    "json": document,
    "jsonl": lines,
}
