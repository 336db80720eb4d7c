"""Identifiers that every run, resume and worker count agrees on."""

from hashlib import sha256
from struct import Struct

from msgspec.structs import replace

from triage.records import Entry, Gap

_length = Struct(">Q").pack


def identify(*parts: int | str | bytes | None) -> str:
    """The first 128 bits, in hex, of SHA-256 over the parts.

    Each part is written as a type letter, its length as eight bytes, and its bytes, so that no two
    different tuples of parts share an encoding.
    """
    written: list[bytes] = []
    for part in parts:
        if part is None:
            letter, body = b"n", b""
        elif isinstance(part, bytes):
            letter, body = b"b", part
        elif isinstance(part, str):
            letter, body = b"s", part.encode("utf-8", "surrogateescape")
        else:
            letter, body = b"i", str(part).encode("ascii")
        written += (letter, _length(len(body)), body)
    return sha256(b"".join(written)).hexdigest()[:32]


def stamp_entry(entry: Entry, partition: int | None) -> Entry:
    """The entry with its id, which its other fields decide."""
    return replace(entry, id=entry_id(entry, partition))


def entry_id(entry: Entry, partition: int | None) -> str:
    """An entry's id.

    ``partition`` is its volume's byte offset in the source. ``inode`` carries the attribute
    (``64-128-3``) and, where several volumes share one offset, the volume's number.
    """
    where = (entry.source, partition, entry.parent)
    what = (entry.origin, entry.inode, entry.path, entry.ordinal)
    return identify("entry", *where, *what)


def stamp_gap(gap: Gap, partition: int | None) -> Gap:
    """The gap with its id, which its other fields decide."""
    return replace(gap, id=gap_id(gap, partition))


def gap_id(gap: Gap, partition: int | None) -> str:
    """A gap's id. The volume's number tells volumes at one offset apart (APFS)."""
    where = (gap.source, partition, gap.volume, gap.file, gap.path)
    why = (gap.stage, gap.reason, gap.offset, gap.detail)
    return identify("gap", *where, *why)


def finding_id(*, file: str, kind: str, what: tuple[int | str | bytes | None, ...]) -> str:
    """The id of a finding: the file, the kind, and what matched (set, version, record, rule …)."""
    return identify("finding", file, kind, *what)
