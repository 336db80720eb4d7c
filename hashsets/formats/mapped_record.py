"""One record of a list that a mapping describes."""

from collections.abc import Iterator

import msgspec

from hashsets.formats.base import Read
from hashsets.formats.csv_columns import NOT_COMPUTABLE
from hashsets.formats.mapping import Column, Mapping
from hashsets.formats.values import category_of, whole_number
from hashsets.formats.vics_media import hash_value, text_of
from hashsets.hexadecimal import algorithm_called, parse_unnamed, shown, squeezed
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord


class MappedItem(msgspec.Struct, frozen=True):
    """A row or object: where it stands, what it has in each mapped column, and its whole text."""

    position: str
    values: dict[Column, object]
    raw: str

    def value(self, column: Column | None) -> object:
        """What stands in the column; null where nothing does."""
        found = self.values.get(column) if column is not None else None
        return None if isinstance(found, str) and not found.strip() else found


def mapped_record(item: MappedItem, mapping: Mapping, algorithm: Algorithm | None) -> Read:
    """The record of an item, after what in it could not be used."""
    digests: list[Digest] = []
    kinds: list[str] = []
    complaints = 0
    for found in hashes(item, mapping, algorithm):
        if isinstance(found, BadRecord):
            complaints += 1
            yield found
        elif isinstance(found, str):
            kinds.append(found)
        elif found not in digests:
            digests.append(found)
    if digests or kinds:
        yield from assembled(item, mapping, tuple(digests), tuple(kinds))
    elif not complaints:
        yield BadRecord(position=item.position, reason="no digest in this record")


def hashes(
    item: MappedItem, mapping: Mapping, algorithm: Algorithm | None
) -> Iterator[Digest | BadRecord | str]:
    """Each digest, in hex or base64, and the name of each kind that cannot be computed."""
    for named, column in mapping.digests.items():
        if (value := item.value(column)) is not None:
            yield hash_value(value, named, item.position)
    for kind, column in mapping.not_computable.items():
        if item.value(column):
            yield kind
    if (value := item.value(mapping.columns.hash)) is not None:
        yield unnamed(item, value, mapping.columns.algorithm, algorithm)


def unnamed(
    item: MappedItem, value: object, column: Column | None, algorithm: Algorithm | None
) -> Digest | BadRecord | str:
    """The digest whose kind stands beside it, or is told or known by its length."""
    kind = item.value(column)
    if kind is None:
        if not isinstance(value, str):
            return BadRecord(position=item.position, reason="the hash is not text")
        return parse_unnamed(value.strip(), algorithm, item.position)
    named = algorithm_called(str(kind))
    if named is not None:
        return hash_value(value, named, item.position)
    if squeezed(str(kind)) in NOT_COMPUTABLE:
        return NOT_COMPUTABLE[squeezed(str(kind))]
    return BadRecord(position=item.position, reason=f"unknown kind of hash: {shown(str(kind))}")


def assembled(
    item: MappedItem, mapping: Mapping, digests: tuple[Digest, ...], kinds: tuple[str, ...]
) -> Read:
    """The record, after the numbers in it that are none."""
    columns = mapping.columns
    category, grade = category_of(item.value(columns.category))
    numbers: list[int | None] = []
    for role, column in (("size", columns.size), ("quality", columns.quality)):
        number = whole_number(item.value(column))
        if isinstance(number, str):
            reason = f"the {role} is no number: {shown(number)}"
            yield BadRecord(position=item.position, reason=reason)
        numbers.append(None if isinstance(number, str) else number)
    yield HashRecord(
        position=item.position,
        digests=digests,
        not_computable=kinds,
        category=category,
        label=text_of(item.value(columns.label)) or grade,
        series=text_of(item.value(columns.series)),
        size=numbers[0],
        quality=numbers[1],
        raw=item.raw,
        identity=text_of(item.value(columns.identity)),
    )
