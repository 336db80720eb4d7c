"""The extended headers of a pax tar (POSIX.1-2024 pax, "pax Extended Header")."""

from triage.archives.base import bounded
from triage.content import Unexamined
from triage.reasons import Reason

HEADER_BYTES = 8 << 20
"""The largest extended header read; attributes of macOS files take up to megabytes."""

SECOND = 10**9
LONGEST_TIME = 40

KNOWN = frozenset(
    {
        b"linkpath",
        b"path",
        b"size",
        b"mtime",
        b"atime",
        b"ctime",
        b"LIBARCHIVE.creationtime",
        b"GNU.sparse.name",
        b"GNU.sparse.size",
        b"GNU.sparse.realsize",
        b"GNU.sparse.major",
        b"GNU.sparse.minor",
        b"GNU.sparse.map",
    }
)
SPARSE_PAIR = frozenset({b"GNU.sparse.offset", b"GNU.sparse.numbytes"})


def parse(body: bytes) -> dict[bytes, bytes]:
    """The keywords that Skerry uses; sparse offsets and lengths are joined into the later ``map``.

    Raises ``Unexamined`` where a record is malformed.
    """
    found: dict[bytes, bytes] = {}
    pairs: list[bytes] = []
    place = 0
    while place < len(body) and body[place]:
        keyword, value, place = _record(body, place)
        if keyword in SPARSE_PAIR:
            pairs.append(value)
        elif keyword in KNOWN:
            found[keyword] = value
    if pairs:
        found[b"GNU.sparse.map"] = b",".join(pairs)
    return found


def _record(body: bytes, place: int) -> tuple[bytes, bytes, int]:
    """The record ``length keyword=value`` at ``place``, and where the next one starts."""
    space = body.find(b" ", place, place + 20)
    digits = body[place:space]
    end = place + int(digits) if space > 0 and digits.isdigit() else 0
    keyword, equals, value = body[space + 1 : end - 1].partition(b"=")
    if not equals or end > len(body) or body[end - 1 : end] != b"\n":
        raise Unexamined(Reason.DAMAGED, "an extended header is damaged")
    return keyword, value, end


def whole(value: bytes) -> int:
    """A decimal number of bytes; raises ``Unexamined`` where it is none."""
    if not value.isdigit() or len(value) > 19:
        raise Unexamined(Reason.DAMAGED, "a number in an extended header is damaged")
    return int(value)


def nanoseconds(value: bytes | None) -> int | None:
    """A time such as ``1350244992.023960108`` in nanoseconds since 1970; null where it is none."""
    if value is None or len(value) > LONGEST_TIME:
        return None
    negative = value.startswith(b"-")
    seconds, _, fraction = value.removeprefix(b"-").partition(b".")
    if not seconds.isdigit() or (fraction and not fraction.isdigit()):
        return None
    moment = int(seconds) * SECOND + int(fraction[:9].ljust(9, b"0"))
    return bounded(-moment if negative else moment)
