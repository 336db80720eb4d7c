"""Hashes that crowd together, repeat, or are nothing but zeros, and the slow way to search them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.index.part_tables import layout_of, write_parts
from hashsets.index.perceptual import part_tables
from hashsets.index.plan import best_cut, cut, thresholds
from hashsets.index.types import ROW, PartTable

Hashes = NDArray[np.uint8]
Found = list[tuple[int, int, int]]


def unrelated(count: int, width: int, seed: int) -> Hashes:
    return np.random.default_rng(seed).integers(0, 256, (count, width), dtype=np.uint8)


def moved(hashes: Hashes, bits: int, seed: int) -> Hashes:
    """Each hash with exactly ``bits`` different bits flipped."""
    draw = np.random.default_rng(seed).random((len(hashes), hashes.shape[1] * 8))
    flips = np.zeros_like(draw, dtype=np.uint8)
    np.put_along_axis(flips, np.argsort(draw, axis=1)[:, :bits], 1, axis=1)
    return hashes ^ np.packbits(flips, axis=1)


def crowded(count: int, width: int, seed: int) -> Hashes:
    """A third unrelated, a third near ten of those, some repeated, some zero, some all ones."""
    third = count // 3
    first = unrelated(third, width, seed)
    near = [moved(first[:10], bits, seed + bits) for bits in range(third // 10)]
    same = np.repeat(first[:3], count // 30, axis=0)
    few = moved(np.zeros((count // 20, width), dtype=np.uint8), 3, seed)
    flat = [np.full((count // 40, width), value, dtype=np.uint8) for value in (0, 255)]
    return np.concatenate([first, *near, same, few, *flat])


def plainly(entries: Hashes, queries: Hashes, radius: int) -> Found:
    """Every pair in reach, as numpy compares them."""
    found = []
    for number, query in enumerate(queries):
        apart = np.bitwise_count(entries ^ query).sum(axis=1, dtype=int)
        found += [(number, int(at), int(apart[at])) for at in np.flatnonzero(apart <= radius)]
    return found


def told(rows: bytes) -> Found:
    """Rows of the core in order; a pair told twice stays twice."""
    return sorted(np.frombuffer(rows, dtype=ROW).tolist())


def indexed(
    path: Path, entries: Hashes, radius: int, parts: int = 0
) -> tuple[Hashes, tuple[PartTable, ...]]:
    """The bytes of the tables, and what the core is told to search this radius."""
    width = entries.shape[1]
    cuts = cut(8 * width, parts) if parts else best_cut(8 * width, len(entries))
    write_parts(path, np.ascontiguousarray(entries).reshape(-1), width // 8, cuts)
    layout = layout_of(width // 8, len(entries), cuts)
    tables = np.memmap(path, dtype=np.uint8, mode="r")
    return tables, part_tables(layout, thresholds(cuts, len(entries), radius))
