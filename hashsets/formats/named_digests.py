"""A record from digests whose algorithms the format names."""

from collections.abc import Iterable

from hashsets.formats.base import Read
from hashsets.hexadecimal import parse_digest
from hashsets.records import Algorithm, BadRecord, Digest, HashRecord

Named = tuple[Algorithm, str | None]


def record_of(
    position: str,
    written: Iterable[Named],
    size: int | None = None,
    raw: str | None = None,
    label: str | None = None,
) -> Read:
    """The record of the digests ``written`` in hex, after a ``BadRecord`` for each that is none.

    Null and blank digests are passed over; a record without any is itself bad. ``size`` is bytes.
    """
    digests: list[Digest] = []
    complaints = 0
    for algorithm, text in written:
        if text is None or not text.strip():
            continue
        found = parse_digest(text.strip(), algorithm, position)
        if isinstance(found, BadRecord):
            complaints += 1
            yield found
        else:
            digests.append(found)
    if digests:
        yield HashRecord(position=position, digests=tuple(digests), size=size, raw=raw, label=label)
    elif not complaints:
        yield BadRecord(position=position, reason="no digest in this record")
