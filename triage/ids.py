"""Identifiers that every run, resume and worker count agrees on."""

from hashlib import sha256
from struct import pack


def identify(*parts: int | str | bytes | None) -> str:
    """The first 128 bits, in hex, of SHA-256 over the parts.

    Each part is written as a type letter, its length as eight bytes, and its bytes, so that no two
    different tuples of parts share an encoding.
    """
    state = sha256()
    for part in parts:
        if part is None:
            letter, body = b"n", b""
        elif isinstance(part, bytes):
            letter, body = b"b", part
        elif isinstance(part, str):
            letter, body = b"s", part.encode("utf-8", "surrogateescape")
        else:
            letter, body = b"i", str(part).encode("ascii")
        state.update(letter + pack(">Q", len(body)) + body)
    return state.hexdigest()[:32]


def entry_id(
    *,
    source: int,
    partition: int | None,
    parent: str | None,
    origin: str,
    inode: str | None,
    path: bytes,
    ordinal: int | None,
) -> str:
    """The id of an entry. ``partition`` is its volume's byte offset in the source.

    ``inode`` carries the attribute (``64-128-3``) and, where several volumes share one offset, the
    volume's number.
    """
    return identify("entry", source, partition, parent, origin, inode, path, ordinal)


def gap_id(
    *,
    source: int,
    partition: int | None,
    file: str | None,
    path: bytes | None,
    stage: str,
    reason: str,
    offset: int | None = None,
    detail: str = "",
) -> str:
    """The id of a gap."""
    return identify("gap", source, partition, file, path, stage, reason, offset, detail)


def finding_id(*, file: str, kind: str, what: tuple[int | str | bytes | None, ...]) -> str:
    """The id of a finding: the file, the kind, and what matched (set, version, record, rule …)."""
    return identify("finding", file, kind, *what)
