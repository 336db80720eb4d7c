"""Reading text or bytes with an importer."""

import io

from hashsets.records import BadRecord


def read(importer, content, algorithm=None):
    """The usable records and the bad ones."""
    data = content if isinstance(content, bytes) else content.encode()
    found = list(importer.read(io.BytesIO(data), algorithm))
    bad = [record for record in found if isinstance(record, BadRecord)]
    return [record for record in found if not isinstance(record, BadRecord)], bad


def digests(records):
    return [(name.value, value.hex()) for record in records for name, value in record.digests]
