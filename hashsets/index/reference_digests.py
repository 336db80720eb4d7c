"""The exact index's and the sorting's inner loops in numpy."""

from collections.abc import Iterator
from heapq import merge
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from hashsets.index.types import Buffer, require

Ids = NDArray[np.uint32]


def build_buckets(digests: Buffer, width: int, bits: int, offsets: Ids) -> None:
    """See ``Core.build_buckets``."""
    require(len(offsets) == (1 << bits) + 1, "the buffers do not fit together")
    texts = np.frombuffer(digests, dtype=f"V{width}")
    offsets[:] = 0
    last = b""
    for start in range(0, len(texts), 1 << 20):
        chunk = np.ascontiguousarray(texts[start : start + (1 << 20)]).view(f"S{width}")
        first = texts[start].tobytes()
        sound = bool((chunk[1:] >= chunk[:-1]).all()) and first >= last
        require(sound, "the table is damaged")
        last = texts[start + len(chunk) - 1].tobytes()
        counts = np.bincount(prefixes(chunk, width, bits), minlength=1 << bits)
        offsets[1:] += counts.astype(np.uint32)
    np.cumsum(offsets, out=offsets)


def find(
    digests: Buffer,
    width: int,
    bits: int,
    offsets: Buffer,
    keys: Buffer,
    first: Ids,
    found: Ids,
) -> None:
    """See ``Core.find``."""
    sought = np.frombuffer(keys, dtype=f"S{width}")
    sorted_digests = np.frombuffer(digests, dtype=f"S{width}")
    starts = np.frombuffer(offsets, dtype="<u4")
    require(len(starts) == (1 << bits) + 1, "the buffers do not fit together")
    require(len(sought) == len(first) == len(found), "the buffers do not fit together")
    for number, bucket in enumerate(prefixes(sought, width, bits)):
        low, high = int(starts[bucket]), int(starts[bucket + 1])
        require(low <= high <= len(sorted_digests), "the table is damaged")
        within, key = sorted_digests[low:high], sought[number : number + 1]
        first[number] = low + int(np.searchsorted(within, key, side="left")[0])
        end = low + int(np.searchsorted(within, key, side="right")[0])
        found[number] = end - int(first[number])


def find_one(
    digests: Buffer, width: int, bits: int, offsets: Buffer, key: Buffer
) -> tuple[int, int]:
    """See ``Core.find_one``."""
    first, found = np.empty((2, 1), dtype=np.uint32)
    require(len(key) == width, "the buffers do not fit together")
    find(digests, width, bits, offsets, key, first, found)
    return int(first[0]), int(found[0])


def sort_run(
    digests: Buffer,
    records: Buffer,
    width: int,
    sorted_digests: NDArray[np.uint8],
    sorted_records: Ids,
) -> None:
    """See ``Core.sort_run``."""
    texts = np.frombuffer(digests, dtype=f"S{width}")
    numbers = np.frombuffer(records, dtype="<u4")
    require(len(texts) == len(numbers) == len(sorted_records), "the buffers do not fit together")
    order = np.argsort(texts, kind="stable")
    sorted_digests[:] = texts[order].view(np.uint8)
    sorted_records[:] = numbers[order]


def merge_runs(
    digests: Buffer,
    records: Buffer,
    width: int,
    following: NDArray[np.uint64],
    end: NDArray[np.uint64],
    merged_digests: NDArray[np.uint8],
    merged_records: Ids,
) -> int:
    """See ``Core.merge_runs``."""
    texts = np.frombuffer(digests, dtype=f"V{width}")
    numbers = np.frombuffer(records, dtype="<u4")
    within = bool((following <= end).all() and (end <= len(texts)).all())
    require(within and len(texts) == len(numbers), "the buffers do not fit together")

    def run(number: int) -> Iterator[tuple[bytes, int, int]]:
        for place in range(int(following[number]), int(end[number])):
            yield texts[place].tobytes(), number, place

    written = 0
    merged = merge(*(run(number) for number in range(len(end))))
    for digest, number, place in islice(merged, len(merged_records)):
        merged_digests[written * width : (written + 1) * width] = np.frombuffer(digest, np.uint8)
        merged_records[written] = numbers[place]
        following[number] = place + 1
        written += 1
    return written


def prefixes(digests: NDArray[np.bytes_], width: int, bits: int) -> NDArray[np.int64]:
    """The first ``bits`` bits of each digest, as a number."""
    columns = np.frombuffer(digests.tobytes(), np.uint8).reshape(len(digests), width)[:, :8]
    numbers = np.ascontiguousarray(columns).view(">u8")[:, 0].astype(np.uint64)
    return (
        (numbers >> np.uint64(64 - bits)).astype(np.int64) if bits else np.zeros(len(digests), int)
    )
