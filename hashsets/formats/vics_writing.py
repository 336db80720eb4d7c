"""Writing a VICS 2.0 hash set, which Griffeye, IPED and others read.

IPED's ``HashDBTool`` takes a file for such a set only where its first key and value are exactly
``CONTEXT``. What was read from VICS is written as it was read, unknown keys and all. The text of
other records is written as it was only where it says the same when read as VICS.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hashsets.formats.values import compact_json
from hashsets.formats.vics_media import media_records
from hashsets.formats.vics_typed import ordinary_record
from hashsets.records import Algorithm, HashRecord

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"
NAMED = {Algorithm.MD5: "MD5", Algorithm.SHA1: "SHA1"}


def vics_lines(records: Iterable[HashRecord]) -> Iterator[str]:
    """The document, a line a record."""
    yield f'{{"@odata.context":"{CONTEXT}","value":[\n'
    for number, record in enumerate(records):
        yield (",\n" if number else "") + media_text(number, record)
    yield "\n]}\n"


def media_text(number: int, record: HashRecord) -> str:
    """One media object."""
    if record.raw is not None and says(record.raw, record):
        return record.raw
    return compact_json(media(number, record))


def says(raw: str, record: HashRecord) -> bool:
    """Whether a record's own text is a media object that says all that the record does."""
    text = raw.encode("utf-8", "replace")
    read = ordinary_record(text, record.position) or unusual_record(text, record.position)
    return read is not None and (
        (read.category, read.series, read.size, read.empty)
        == (record.category, record.series, record.size, record.empty)
        and set(read.digests) == set(record.digests)
        and set(read.not_computable) == set(record.not_computable)
        and (record.label is None or record.label == read.label)
    )


def unusual_record(text: bytes, position: str) -> HashRecord | None:
    """The record of a media object that is out of the ordinary; null where it is none."""
    try:
        members = msgspec.json.decode(text)
    except (msgspec.MsgspecError, ValueError, RecursionError):
        return None
    if not isinstance(members, dict):
        return None
    found = media_records(members, position)
    return next((one for one in found if isinstance(one, HashRecord)), None)


def media(number: int, record: HashRecord) -> dict[str, Any]:
    """A media object of what is known of a record from elsewhere."""
    written: dict[str, Any] = {"MediaID": number + 1, "Category": record.category}
    others = []
    for algorithm, digest in record.digests:
        key = NAMED.get(algorithm)
        if key is not None and key not in written:
            written[key] = digest.hex().upper()
        else:
            others.append({"HashName": HASH_NAMES[algorithm], "HashValue": digest.hex()})
    said = {
        "MediaSize": record.size,
        "Series": record.series,
        "Tags": record.label,
        "Comments": record.raw,
        "AlternativeHashes": others or None,
    }
    return written | {key: value for key, value in said.items() if value is not None}


HASH_NAMES = {
    Algorithm.MD5: "MD5",
    Algorithm.SHA1: "SHA1",
    Algorithm.SHA256: "SHA256",
    Algorithm.PDQ: "PDQ",
    Algorithm.PHASH: "pHash",
}
"""What alternative hashes are called."""
