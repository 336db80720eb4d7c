"""Sorting a set's digests, with the record each belongs to, in bounded memory.

Runs of a few million entries are sorted in memory and written back in place; then the runs are
merged into new files. Both steps keep the records of equal digests in the order they came.
"""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.index.core import CORE

RUN_BYTES = 48 << 20
"""Of digests and record numbers in one run; sorting takes about three times that."""

MERGED = 1 << 20
"""Entries merged at a time."""

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.uint32]


def sort_entries(digests: Path, records: Path, width: int, run_bytes: int = RUN_BYTES) -> None:
    """Sort two files in place: digests of ``width`` bytes, and as many uint32 record numbers."""
    run = max(1, run_bytes // (width + 4))
    ends = sort_runs(digests, records, width, run)
    if len(ends) > 1:
        new = [path.with_name(path.name + ".merged") for path in (digests, records)]
        with new[0].open("wb") as one, new[1].open("wb") as two:
            for some_digests, some_records in merged(digests, records, width, ends):
                one.write(some_digests.data)
                two.write(some_records.data)
        new[0].replace(digests)
        new[1].replace(records)


def sort_runs(digests: Path, records: Path, width: int, run: int) -> list[int]:
    """Sort the files ``run`` entries at a time; returns where each run ends."""
    ends: list[int] = []
    with digests.open("r+b") as one, records.open("r+b") as two:
        at = 0
        while True:
            numbers: Numbers = np.fromfile(two, dtype="<u4", count=run)
            if not len(numbers):
                return ends
            texts: Bytes = np.fromfile(one, dtype=np.uint8, count=len(numbers) * width)
            sorted_texts, sorted_numbers = np.empty_like(texts), np.empty_like(numbers)
            CORE.sort_run(texts, numbers, width, sorted_texts, sorted_numbers)
            for file, data, each in ((one, sorted_texts, width), (two, sorted_numbers, 4)):
                file.seek(at * each)
                file.write(data.data)
                file.flush()
            at += len(numbers)
            ends.append(at)
            for file, each in ((one, width), (two, 4)):
                file.seek(at * each)


def merged(
    digests: Path, records: Path, width: int, ends: list[int]
) -> Iterator[tuple[Bytes, Numbers]]:
    """All runs as one, some entries at a time."""
    texts = np.memmap(digests, dtype=np.uint8, mode="r")
    numbers = np.memmap(records, dtype="<u4", mode="r")
    following = np.array([0, *ends[:-1]], dtype=np.uint64)
    end = np.array(ends, dtype=np.uint64)
    some_texts: Bytes = np.empty(MERGED * width, dtype=np.uint8)
    some_numbers: Numbers = np.empty(MERGED, dtype="<u4")
    while count := CORE.merge_runs(texts, numbers, width, following, end, some_texts, some_numbers):
        yield some_texts[: count * width], some_numbers[:count]


def keep_entries(digests: Path, records: Path, width: int, kept: NDArray[np.bool_]) -> None:
    """Rewrite two sorted files with the ``kept`` entries only, some at a time."""
    for path, each in ((digests, width), (records, 4)):
        values = np.memmap(path, dtype=f"V{each}", mode="r")
        new = path.with_name(path.name + ".kept")
        with new.open("wb") as file:
            for start in range(0, len(values), MERGED):
                file.write(values[start : start + MERGED][kept[start : start + MERGED]].tobytes())
        new.replace(path)
