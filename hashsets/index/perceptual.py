"""The entries near a hash: by the tables of its parts where they pay, else by comparison."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from hashsets.index.core import CORE
from hashsets.index.part_tables import Layout, built, read_layout
from hashsets.index.plan import thresholds, worth_searching
from hashsets.index.types import ROW, PartTable
from hashsets.records import HashSetError

FEWEST = 1 << 14
"""Sets of fewer hashes get no tables: comparing them all takes some 20 microseconds."""

BATCH = 4096
"""Queries to a call of the core, so that an interrupt is heard."""

Rows = NDArray[np.void]


class PerceptualIndex:
    """One segment of perceptual hashes, mapped; it survives a fork.

    ``digests`` are the sorted hashes, 8 or 32 bytes each, one after another.
    """

    def __init__(self, digests: NDArray[np.uint8], width: int, path: Path | None) -> None:
        """Raises ``HashSetError`` where the tables at ``path`` are not those of the digests.

        Without a path every search compares every entry.
        """
        self._digests, self._words = digests, width // 8
        self._entries = len(digests) // width
        self._layout: Layout | None = None
        self._tables: NDArray[np.uint8] = np.empty(0, dtype=np.uint8)
        self._name = "" if path is None else path.name
        self._parts: dict[int, tuple[PartTable, ...] | None] = {}
        if path is not None:
            self._layout = read_layout(path, self._words, self._entries)
            self._tables = np.memmap(path, dtype=np.uint8, mode="r")

    def search(self, hashes: bytes, radius: int) -> Rows:
        """Every pair of a query and an entry at most ``radius`` bits apart.

        ``hashes`` are the queries one after another. The rows (``types.ROW``) are sorted by query,
        then entry. Raises ``ValueError`` where they are no whole hashes or the radius is negative
        or wider than a hash, ``HashSetError`` where the tables turn out to be damaged.
        """
        width = 8 * self._words
        if len(hashes) % width or not 0 <= radius <= 8 * width:
            raise ValueError(f"{len(hashes)} bytes of hashes, or radius {radius}, make no search")
        parts = self._parts_for(radius)
        found = []
        for first in range(0, len(hashes), BATCH * width):
            rows = self._rows(parts, hashes[first : first + BATCH * width], radius)
            rows["query"] += first // width
            found.append(rows)
        return np.concatenate(found) if found else np.empty(0, dtype=ROW)

    def _rows(self, parts: tuple[PartTable, ...] | None, hashes: bytes, radius: int) -> Rows:
        try:
            if parts is None:
                text = CORE.scan(self._digests, self._words, hashes, radius)
            else:
                text = CORE.search(self._tables, self._digests, self._words, parts, hashes, radius)
        except ValueError as error:
            raise HashSetError(f"{self._name} of a hash set cannot be used: {error}") from error
        rows = np.frombuffer(bytearray(text), dtype=ROW)
        return rows[np.lexsort((rows["entry"], rows["query"]))]

    def _parts_for(self, radius: int) -> tuple[PartTable, ...] | None:
        if radius not in self._parts:
            self._parts[radius] = self._planned(radius)
        return self._parts[radius]

    def _planned(self, radius: int) -> tuple[PartTable, ...] | None:
        layout = self._layout
        if layout is None or not worth_searching(layout.cuts, self._entries, radius):
            return None
        return part_tables(layout, thresholds(layout.cuts, self._entries, radius))

    def problem(self) -> str | None:
        """What a comparison with freshly built tables finds wrong, null where nothing is."""
        layout = self._layout
        if layout is None:
            return None
        fresh = built(self._digests, layout.words, layout.cuts)
        for places, tables in zip(layout.tables, fresh, strict=True):
            starts = (places.offsets, places.signatures, places.ids)
            for start, table in zip(starts, tables, strict=True):
                stored = self._tables[start : start + table.nbytes]
                if not np.array_equal(stored, table.view(np.uint8)):
                    return f"{self._name} does not lead to the hashes"
        return None


def part_tables(layout: Layout, reached: tuple[int, ...]) -> tuple[PartTable, ...]:
    """What the core is told of each part, ``reached`` being its thresholds."""
    cuts = layout.cuts
    return tuple(
        (
            one.start,
            one.bits,
            cuts[(number + 1) % len(cuts)].start,
            reached[number],
            places.offsets,
            places.signatures,
            places.ids,
        )
        for number, (one, places) in enumerate(zip(cuts, layout.tables, strict=True))
    )
