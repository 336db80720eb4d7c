"""The entries of a table within a Hamming radius of a picture's hashes, by plain comparison."""

from collections.abc import Iterator

import msgspec
import numpy as np
from numpy.typing import NDArray

from hashsets.digest_table import Numbers

CHUNK = 1 << 14
"""Entries compared at a time: few enough to stay in the processor's cache."""

Words = NDArray[np.uint64]


class Near(msgspec.Struct, frozen=True, order=True):
    """A record in reach: the least distance, and the first orientation that has it."""

    record: int
    distance: int
    orientation: int


def nearest(entries: Words, records: Numbers, hashes: bytes, width: int, radius: int) -> list[Near]:
    """The records with an entry within ``radius`` bits of one of the hashes, by record number.

    ``entries`` are rows of ``width`` bytes as 64-bit words, ``records`` their record numbers, and
    ``hashes`` one hash of ``width`` bytes for each orientation.
    """
    best: dict[int, Near] = {}
    for near in in_reach(entries, records, distinct(hashes, width), radius):
        held = best.get(near.record)
        if held is None or near < held:
            best[near.record] = near
    return sorted(best.values())


def distinct(hashes: bytes, width: int) -> list[tuple[int, Words]]:
    """Each different hash with the first orientation that has it."""
    first: dict[bytes, int] = {}
    for orientation in range(len(hashes) // width):
        first.setdefault(hashes[orientation * width : (orientation + 1) * width], orientation)
    return [(place, np.frombuffer(text, dtype=np.uint64)) for text, place in first.items()]


def in_reach(
    entries: Words, records: Numbers, queries: list[tuple[int, Words]], radius: int
) -> Iterator[Near]:
    """Every pair of an entry and an orientation within the radius."""
    for start in range(0, len(entries), CHUNK):
        chunk = np.asarray(entries[start : start + CHUNK])
        for orientation, query in queries:
            distances = np.bitwise_count(chunk ^ query).sum(axis=1, dtype=np.uint16)
            for place in np.flatnonzero(distances <= radius):
                yield Near(int(records[start + place]), int(distances[place]), orientation)
