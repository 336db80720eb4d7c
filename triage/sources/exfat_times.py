"""The zones of exFAT's times, which the Sleuth Kit leaves aside."""

from msgspec.structs import replace

from triage.sources.tsk_node import Times

_FILE = 0x05
_IN_USE = 0x80
_VALID = 0x80
_QUARTER_HOUR = 15 * 60 * 1_000_000_000
_CREATED, _MODIFIED, _ACCESSED = 22, 23, 24
"""Of the ``UtcOffset`` fields of a file's directory entry (exFAT specification, section 7.4.10)."""


def in_utc(times: Times, entry: bytes) -> Times | None:
    """A file's times in UTC, from its 32-byte directory entry; null where it does not tell zones.

    ``times`` are taken as if they were UTC, which is how the Sleuth Kit reads them.
    """
    if len(entry) < 32 or entry[0] & ~_IN_USE != _FILE:
        return None
    zones = [entry[at] for at in (_CREATED, _MODIFIED, _ACCESSED)]
    if not all(zone & _VALID for zone in zones):
        return None
    created, modified, accessed = map(_offset, zones)
    return replace(
        times,
        created=_minus(times.created, created),
        modified=_minus(times.modified, modified),
        accessed=_minus(times.accessed, accessed),
    )


def _offset(zone: int) -> int:
    """Nanoseconds east of UTC of seven bits that count quarters of an hour."""
    quarters = zone & 0x7F
    return (quarters - 0x80 if quarters & 0x40 else quarters) * _QUARTER_HOUR


def _minus(time: int | None, offset: int) -> int | None:
    return None if time is None else time - offset
