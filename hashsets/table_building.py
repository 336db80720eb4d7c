"""Turning the spooled digests of an algorithm into a segment of the stored set."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.columns import Columns
from hashsets.extending import Growth
from hashsets.index.sorting import keep_entries, sort_entries
from hashsets.records import DIGEST_BYTES, Algorithm
from hashsets.segment import RECORD, Numbers, digest_file, record_file, write_index

Digests = NDArray[np.bytes_]


def build_table(
    folder: Path, algorithm: Algorithm, columns: Columns, growth: Growth | None
) -> tuple[int, int]:
    """Sort the spooled digests and index them; returns how many entries it keeps and drops.

    Dropped are repetitions of a digest under the same category and label.
    """
    width = DIGEST_BYTES[algorithm]
    files = folder / digest_file(algorithm), folder / record_file(algorithm)
    sort_entries(*files, width)
    digests: Digests = np.memmap(files[0], dtype=f"S{width}", mode="r")
    records: Numbers = np.memmap(files[1], dtype=RECORD, mode="r")
    kept = kept_entries(digests, records, columns)
    if growth:
        kept &= ~growth.said(algorithm, digests, records, columns)
    if not kept.all():
        keep_entries(*files, width, kept)
    if growth is None:
        write_index(folder, algorithm)
    elif kept.any():
        growth.add(algorithm)
    else:
        growth.add_nothing(algorithm)
    return int(kept.sum()), int(len(kept) - kept.sum())


def kept_entries(digests: Digests, records: Numbers, columns: Columns) -> NDArray[np.bool_]:
    """Which sorted entries say something that no entry before them says."""
    kept = np.ones(len(digests), dtype=np.bool_)
    repeated = np.flatnonzero(digests[1:] == digests[:-1]) + 1
    said: set[tuple[int | None, str | None]] = set()
    last = -1
    for place in map(int, repeated):
        if place != last + 1:
            said = {columns.meaning(int(records[place - 1]))}
        what = columns.meaning(int(records[place]))
        kept[place] = what not in said
        said.add(what)
        last = place
    return kept
