"""Writing a VICS 2.0 hash set, which Griffeye, IPED and others read.

IPED's ``HashDBTool`` takes a file for such a set only where its first key and value are exactly
``CONTEXT``. What was read from VICS is written as it was read, unknown keys and all.
"""

from collections.abc import Iterable, Iterator
from typing import Any

import msgspec

from hashsets.formats.values import compact_json
from hashsets.records import Algorithm, HashRecord

CONTEXT = "http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/Default/$metadata#Media"
NAMED = {Algorithm.MD5: "MD5", Algorithm.SHA1: "SHA1"}
TELLING = {"md5", "sha1", "sha256", "photodna", "hashname", "mediaid"}
"""Keys that show that a record's text is a media object."""


def vics_lines(records: Iterable[HashRecord]) -> Iterator[str]:
    """The document, a line a record."""
    yield f'{{"@odata.context":"{CONTEXT}","value":[\n'
    for number, record in enumerate(records):
        yield (",\n" if number else "") + media_text(number, record)
    yield "\n]}\n"


def media_text(number: int, record: HashRecord) -> str:
    """One media object."""
    if record.raw is not None and is_media(record.raw):
        return record.raw
    return compact_json(media(number, record))


def is_media(raw: str) -> bool:
    """Whether a record's own text is a media object already."""
    try:
        members = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except (msgspec.MsgspecError, RecursionError):
        return False
    return not TELLING.isdisjoint(key.lower() for key in members)


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
