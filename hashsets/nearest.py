"""The records of a table within a Hamming radius of a picture's hashes."""

import msgspec

from hashsets.digest_table import DigestTable


class Near(msgspec.Struct, frozen=True, order=True):
    """A record in reach: the least distance, and the first orientation that has it."""

    record: int
    distance: int
    orientation: int


def nearest(table: DigestTable, hashes: bytes, width: int, radius: int) -> list[Near]:
    """The records with an entry within ``radius`` bits of one of the hashes, by record number.

    ``hashes`` are of ``width`` bytes, one for each orientation.
    """
    first = distinct(hashes, width)
    orientations = list(first.values())
    best: dict[int, Near] = {}
    for query, record, distance in table.search(b"".join(first), radius).tolist():
        near = Near(record, distance, orientations[query])
        if record not in best or near < best[record]:
            best[record] = near
    return sorted(best.values())


def distinct(hashes: bytes, width: int) -> dict[bytes, int]:
    """Each different hash with the first orientation that has it."""
    first: dict[bytes, int] = {}
    for orientation in range(len(hashes) // width):
        first.setdefault(hashes[orientation * width : (orientation + 1) * width], orientation)
    return first
