"""Reading text or bytes with an importer."""

import io
from collections.abc import Iterable

from hashsets.formats.base import Format
from hashsets.records import Algorithm, BadRecord, HashRecord


def read(
    importer: Format, content: str | bytes, algorithm: Algorithm | None = None
) -> tuple[list[HashRecord], list[BadRecord]]:
    """The usable records and the bad ones."""
    data = content if isinstance(content, bytes) else content.encode()
    found = list(importer.read(io.BytesIO(data), algorithm))
    bad = [record for record in found if isinstance(record, BadRecord)]
    return [record for record in found if isinstance(record, HashRecord)], bad


def digests(records: Iterable[HashRecord]) -> list[tuple[str, str]]:
    return [(name.value, value.hex()) for record in records for name, value in record.digests]
