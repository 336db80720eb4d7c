"""One VICS media object as a hash record.

Only ``Category`` carries a verdict: ``IsPrecategorized`` and ``TotalMediaFiles`` are known to
contradict the records and are kept as text only. Numbers may be text; digests of empty content are
dropped and counted; ``PhotoDNA`` is counted as not computable. Hashes under other names stand in an
array of ``{HashName, HashValue}``, whatever that array is called. Keys are matched whatever their
case.
"""

import base64
import binascii
from collections.abc import Iterator
from typing import Any

from hashsets.formats.base import Read
from hashsets.formats.json_items import given_twice
from hashsets.formats.values import category_of, compact_json, whole_number
from hashsets.hexadecimal import algorithm_called, parse_digest, shown, squeezed
from hashsets.records import DIGEST_BYTES, EMPTY_CONTENT, Algorithm, BadRecord, Digest, HashRecord

NAMED = {"md5": Algorithm.MD5, "sha1": Algorithm.SHA1, "sha256": Algorithm.SHA256}
Found = Digest | BadRecord | str


def media_records(members: dict[str, Any], position: str, raw: str | None = None) -> Read:
    """The record of a media object, after what in it could not be used.

    ``raw`` is the object's own text, where it is to be had.
    """
    media: dict[str, Any] = {}
    for key, value in members.items():
        yield from given_twice(media, key.lower(), value, position)
        media[key.lower()] = value
    digests: list[Digest] = []
    kinds: list[str] = []
    complaints = 0
    for found in hashes(media, position):
        if isinstance(found, BadRecord):
            complaints += 1
            yield found
        elif isinstance(found, str):
            kinds.append(found)
        elif found not in digests:
            digests.append(found)
    kept = tuple(digest for digest in digests if EMPTY_CONTENT.get(digest[0]) != digest[1])
    if not digests and not kinds:
        if not complaints:
            yield BadRecord(position=position, reason="no hash in this object")
        return
    category, grade = category_of(media.get("category"))
    if grade is not None:
        yield BadRecord(position=position, reason=f"Category is no whole number: {shown(grade)}")
    size = whole_number(media.get("mediasize"))
    if isinstance(size, str):
        yield BadRecord(position=position, reason=f"MediaSize is no number: {shown(size)}")
    yield HashRecord(
        position=position,
        digests=kept,
        not_computable=tuple(kinds),
        empty=len(digests) - len(kept),
        category=category,
        label=grade,
        series=text_of(media.get("series")),
        size=size if isinstance(size, int) else None,
        raw=compact_json(members) if raw is None else raw,
    )


def hashes(media: dict[str, Any], position: str) -> Iterator[Found]:
    """Each digest, each that is damaged, and the name of each kind that cannot be computed."""
    for key, algorithm in NAMED.items():
        if media.get(key):
            yield hash_value(media[key], algorithm, position)
    if media.get("photodna"):
        yield "photodna"
    for value in media.values():
        if isinstance(value, list):
            for entry in value:
                if isinstance(entry, dict):
                    yield from alternate({key.lower(): it for key, it in entry.items()}, position)


def alternate(entry: dict[str, Any], position: str) -> Iterator[Found]:
    """The hash named by the file itself, where the entry is one."""
    if "hashname" not in entry or not entry.get("hashvalue"):
        return
    algorithm = algorithm_called(str(entry["hashname"]))
    if algorithm is not None:
        yield hash_value(entry["hashvalue"], algorithm, position)
    else:
        yield squeezed(str(entry["hashname"])) or "unnamed"


def hash_value(value: object, algorithm: Algorithm, position: str) -> Digest | BadRecord:
    """A digest in hex, or in base64 where its length says so."""
    if not isinstance(value, str):
        return BadRecord(position=position, reason=f"{algorithm} is not text")
    decoded = from_base64(value.strip())
    if decoded is not None and len(decoded) == DIGEST_BYTES[algorithm]:
        return algorithm, decoded
    return parse_digest(value.strip(), algorithm, position)


def from_base64(text: str) -> bytes | None:
    """The bytes written in base64, or null."""
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError):
        return None


def text_of(value: object) -> str | None:
    """Text as it is; anything else that says something, as JSON."""
    if value is None or value == "":
        return None
    return value if isinstance(value, str) else compact_json(value)
