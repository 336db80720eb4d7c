"""The times a zip member carries: extra fields in UTC where there are any, else DOS local time.

Sources: PKWARE APPNOTE 4.4.6 and 4.5.5 (NTFS), Info-ZIP ``proginfo/extrafld.txt`` (UT, UX).
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from struct import unpack_from

from msgspec import Struct

from triage.archives.base import bounded
from triage.records import Clock

NTFS = 0x000A
PKWARE_UNIX = 0x000D
EXTENDED_TIMESTAMP = 0x5455
INFOZIP_UNIX = 0x5855

SECOND = 10**9
FILETIME_EPOCH = 116_444_736_000_000_000
"""1970-01-01 in units of 100 ns since 1601-01-01."""


class Times(Struct, frozen=True, kw_only=True):
    """Nanoseconds since 1970-01-01, of the clock that ``clock`` names."""

    modified: int | None = None
    accessed: int | None = None
    created: int | None = None
    clock: Clock = Clock.UTC


def extra_fields(extra: bytes) -> Iterator[tuple[int, bytes]]:
    """Each (tag, body) of an extra field block; ends where the block makes no sense."""
    place = 0
    while place + 4 <= len(extra):
        tag, length = unpack_from("<HH", extra, place)
        place += 4
        if place + length > len(extra):
            return
        yield tag, extra[place : place + length]
        place += length


def times(extras: tuple[bytes, ...], dos_date: int, dos_time: int) -> Times:
    """The best times there are; ``extras`` are extra field blocks, the fullest one first."""
    found = {tag: body for extra in reversed(extras) for tag, body in extra_fields(extra)}
    return (
        _ntfs(found.get(NTFS, b""))
        or _extended(found.get(EXTENDED_TIMESTAMP, b""))
        or _unix(found.get(INFOZIP_UNIX, b""))
        or _unix(found.get(PKWARE_UNIX, b""))
        or Times(modified=_dos(dos_date, dos_time), clock=Clock.LOCAL_UNKNOWN)
    )


def _ntfs(body: bytes) -> Times | None:
    for tag, attribute in extra_fields(body[4:]):
        if tag == 1 and len(attribute) >= 24:
            modified, accessed, created = map(_filetime, unpack_from("<3Q", attribute))
            return Times(modified=modified, accessed=accessed, created=created)
    return None


def _filetime(ticks: int) -> int | None:
    return bounded((ticks - FILETIME_EPOCH) * 100) if ticks else None


def _extended(body: bytes) -> Times | None:
    """A flag byte, then those of modified, accessed, created that it names and that fit."""
    if len(body) < 5 or not body[0] & 1:
        return None
    values: list[int | None] = [None, None, None]
    place = 1
    for number in range(3):
        if body[0] >> number & 1 and place + 4 <= len(body):
            values[number] = unpack_from("<i", body, place)[0] * SECOND
            place += 4
    return Times(modified=values[0], accessed=values[1], created=values[2])


def _unix(body: bytes) -> Times | None:
    if len(body) < 8:
        return None
    accessed, modified = unpack_from("<2i", body)
    return Times(modified=modified * SECOND, accessed=accessed * SECOND)


def _dos(date: int, time: int) -> int | None:
    try:
        moment = datetime(
            1980 + (date >> 9),
            date >> 5 & 15,
            date & 31,
            time >> 11,
            time >> 5 & 63,
            (time & 31) * 2,
            tzinfo=UTC,
        )
    except ValueError:
        return None
    return int(moment.timestamp()) * SECOND
