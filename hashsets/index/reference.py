"""The inner loops in numpy: slower, and the measure of the core in C."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from hashsets.index.reference_digests import (
    build_buckets,
    find,
    find_one,
    merge_runs,
    sort_run,
)
from hashsets.index.types import (
    LEAST_BITS,
    MOST_BITS,
    MOST_PARTS,
    ROW,
    Buffer,
    PartTable,
    require,
)

__all__ = [
    "NAME",
    "build_buckets",
    "build_part",
    "find",
    "find_one",
    "merge_runs",
    "scan",
    "search",
    "sort_run",
]

NAME = "numpy"
CHUNK = 1 << 14
"""Entries compared at a time: few enough to stay in the processor's cache."""

Words = NDArray[np.uint64]
Ids = NDArray[np.uint32]


def build_part(
    entries: Buffer,
    words: int,
    start: int,
    bits: int,
    signature_start: int,
    offsets: Ids,
    signatures: NDArray[np.uint16],
    ids: Ids,
) -> None:
    """See ``Core.build_part``."""
    size = 64 * words
    require(words in (1, 4) and 1 <= bits <= MOST_BITS, "there is no such part of a hash")
    require(
        start + bits <= size and signature_start + 16 <= size, "there is no such part of a hash"
    )
    require(len(offsets) == (1 << bits) + 1, "the buffers do not fit together")
    rows = rows_of(entries, words)
    require(len(rows) == len(ids) == len(signatures), "the buffers do not fit together")
    keys = field(rows, start, bits)
    order = np.argsort(keys, kind="stable")
    np.cumsum(np.bincount(keys, minlength=1 << bits), out=offsets[1:])
    offsets[0] = 0
    ids[:] = order
    signatures[:] = field(rows, signature_start, 16)[order]


def search(
    index: Buffer,
    entries: Buffer,
    words: int,
    parts: tuple[PartTable, ...],
    hashes: Buffer,
    radius: int,
) -> bytes:
    """See ``Core.search``."""
    rows, queries = rows_of(entries, words), rows_of(hashes, words)
    tables = np.frombuffer(index, dtype=np.uint8)
    require_proof(parts, 64 * words, radius)
    for part in parts:
        tables_of(tables, len(rows), part)
    found = []
    for number, query in enumerate(queries):
        places = np.unique(np.concatenate([*candidates(tables, len(rows), parts, query)]))
        found.append(told(number, places, distances(rows[places], query), radius))
    return b"".join(found)


def scan(entries: Buffer, words: int, hashes: Buffer, radius: int) -> bytes:
    """See ``Core.scan``."""
    rows, queries = rows_of(entries, words), rows_of(hashes, words)
    require(radius <= 64 * words, "the radius is too large")
    found = []
    for start in range(0, len(rows), CHUNK):
        chunk = rows[start : start + CHUNK]
        places = np.arange(start, start + len(chunk))
        for number, query in enumerate(queries):
            found.append(told(number, places, distances(chunk, query), radius))
    return b"".join(found)


def told(number: int, places: NDArray[np.int_], apart: NDArray[np.int_], radius: int) -> bytes:
    """The rows of one query's matches."""
    near = np.flatnonzero(apart <= radius)
    rows = np.empty(len(near), dtype=ROW)
    rows["query"], rows["entry"], rows["distance"] = number, places[near], apart[near]
    return rows.tobytes()


def candidates(
    tables: NDArray[np.uint8], count: int, parts: tuple[PartTable, ...], query: Words
) -> Iterator[NDArray[np.int_]]:
    """The entries that each part leads to."""
    for number, part in enumerate(parts):
        start, bits, signature_start, threshold = part[:4]
        following = parts[(number + 1) % len(parts)][3]
        if threshold < 0:
            continue
        offsets, signatures, ids = tables_of(tables, count, part)
        masks, flipped = masks_of(bits, threshold)
        buckets = int(field(query[None], start, bits)[0]) ^ masks
        low, high = offsets[buckets].astype(np.int64), offsets[buckets + 1].astype(np.int64)
        require(bool((low <= high).all() and (high <= count).all()), "the table is damaged")
        postings = ranges(low, high)
        wanted = field(query[None], signature_start, 16)[0].astype(np.uint16)
        budget = np.repeat(threshold + following + 1 - flipped, high - low)
        near = np.bitwise_count(signatures[postings] ^ wanted) <= budget
        chosen = ids[postings[near]].astype(np.int64)
        require(bool((chosen < count).all()), "the table is damaged")
        yield chosen


def require_proof(parts: tuple[PartTable, ...], size: int, radius: int) -> None:
    """Refuse parts that overlap, or thresholds that would miss matches."""
    require(2 <= len(parts) <= MOST_PARTS, "there is no such index")
    end = 0
    for number, (start, bits, signature_start, *_) in enumerate(parts):
        require(LEAST_BITS <= bits <= MOST_BITS, "there is no such part of a hash")
        following = parts[(number + 1) % len(parts)][0]
        whole = end <= start and start + bits <= size and signature_start == following
        require(whole, "these parts and thresholds would miss matches")
        end = start + bits
    reach = sum(part[3] + 1 for part in parts)
    require(reach == radius + 1, "these parts and thresholds would miss matches")


def rows_of(hashes: Buffer, words: int) -> Words:
    """Hashes as rows of 64-bit words."""
    return np.frombuffer(hashes, dtype="<u8").reshape(-1, words)


def field(rows: Words, start: int, bits: int) -> NDArray[np.int64]:
    """Bits ``start`` to ``start + bits`` of every row."""
    word, shift = divmod(start, 64)
    value = rows[:, word] >> np.uint64(shift)
    if shift + bits > 64:
        value = value | rows[:, word + 1] << np.uint64(64 - shift)
    fields: NDArray[np.int64] = (value & np.uint64((1 << bits) - 1)).astype(np.int64)
    return fields


def distances(rows: Words, query: Words) -> NDArray[np.int_]:
    """In how many bits each row differs from the query."""
    apart: NDArray[np.int_] = np.bitwise_count(rows ^ query).sum(axis=1, dtype=np.int_)
    return apart


def masks_of(bits: int, threshold: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Every mask that flips at most ``threshold`` bits, and how many it flips."""
    masks, flipped = [], []
    for count in range(threshold + 1):
        for places in combinations(range(bits), count):
            masks.append(sum(1 << place for place in places))
            flipped.append(count)
    return np.array(masks, dtype=np.int64), np.array(flipped, dtype=np.int64)


def ranges(low: NDArray[np.int64], high: NDArray[np.int64]) -> NDArray[np.int64]:
    """The numbers of all ranges, one after another."""
    lengths = high - low
    ends = np.cumsum(lengths)
    numbers: NDArray[np.int64] = np.arange(int(lengths.sum()), dtype=np.int64)
    numbers += np.repeat(low - (ends - lengths), lengths)
    return numbers


def tables_of(
    tables: NDArray[np.uint8], count: int, part: PartTable
) -> tuple[NDArray[np.uint32], NDArray[np.uint16], NDArray[np.uint32]]:
    """The offsets, signatures and ids of a part, within the index's bytes."""
    _, bits, _, _, offsets, signatures, ids = part
    ends = offsets + 4 * ((1 << bits) + 1), signatures + 2 * count, ids + 4 * count
    require(max(ends) <= len(tables), "a table lies outside the index")
    return (
        tables[offsets : ends[0]].view("<u4"),
        tables[signatures : ends[1]].view("<u2"),
        tables[ids : ends[2]].view("<u4"),
    )
