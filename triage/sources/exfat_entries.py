"""Directory entries of exFAT, for directories whose cluster chain is lost.

Layout: Microsoft's "exFAT file system specification", section 7. A deleted entry keeps its bytes
but for the highest bit of each type.
"""

from collections.abc import Iterator
from struct import unpack_from

from msgspec import Struct

ENTRY_BYTES = 32
LONGEST_DIRECTORY = 256 << 20
"""A directory's size limit, in bytes (section 6.2.2)."""

_FILE, _STREAM, _NAME = 0x05, 0x40, 0x41
_IN_USE = 0x80
_IS_DIRECTORY = 0x10


class NamedEntry(Struct, frozen=True):
    """An entry set: its number within the directory, and what it says of itself."""

    number: int
    name: bytes
    directory: bool


def named_entries(data: bytes) -> Iterator[NamedEntry]:
    """Every entry set of a directory, deleted or not, in order; anything else is passed over."""
    number = 0
    count = len(data) // ENTRY_BYTES
    while number < count:
        found = _entry_set(data, number)
        if found is None:
            number += 1
            continue
        yield found
        number += 1 + data[number * ENTRY_BYTES + 1]


def _entry_set(data: bytes, number: int) -> NamedEntry | None:
    start = number * ENTRY_BYTES
    secondary = data[start + 1]
    end = start + (1 + secondary) * ENTRY_BYTES
    kinds = [kind & ~_IN_USE for kind in data[start:end:ENTRY_BYTES]]
    if not 2 <= secondary <= 18 or kinds[:3] != [_FILE, _STREAM, _NAME]:
        return None
    if len(kinds) != 1 + secondary:
        return None
    length = data[start + ENTRY_BYTES + 3]
    names = range(start + 2 * ENTRY_BYTES, end, ENTRY_BYTES)
    name = b"".join(data[at + 2 : at + ENTRY_BYTES] for at in names)[: 2 * length]
    (attributes,) = unpack_from("<H", data, start + 4)
    return NamedEntry(
        number=number,
        name=name.decode("utf-16-le", "surrogatepass").encode("utf-8", "surrogatepass"),
        directory=bool(attributes & _IS_DIRECTORY),
    )
