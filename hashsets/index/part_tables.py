"""The file of a perceptual index: for each part of the hash, its table.

``<algorithm>.parts``, little-endian: the letters ``SKPARTS1``; uint32 words of 64 bits to a hash;
uint32 parts; uint64 entries; then uint32 bits for each part, in order; zeros to the next 64 bytes.
Then for each part three tables, each begun at a multiple of 64 bytes: uint32 offsets (2**bits + 1),
uint16 signatures and uint32 ids (one for each entry). Ids are places in ``<algorithm>.digests``.
Where each table lies follows from the head, so that a damaged one cannot lead elsewhere.
"""

import struct
from collections.abc import Iterator
from itertools import accumulate
from pathlib import Path
from typing import Any, BinaryIO

import msgspec
import numpy as np
from numpy.typing import NDArray

from hashsets.index.core import CORE
from hashsets.index.plan import Cut
from hashsets.index.types import LEAST_BITS, MOST_BITS, MOST_PARTS
from hashsets.records import HashSetError

MAGIC = b"SKPARTS1"
HEAD = struct.Struct("<8sIIQ")
LINE = 64


class Tables(msgspec.Struct, frozen=True):
    """Where the three tables of a part lie, in bytes from the file's beginning."""

    offsets: int
    signatures: int
    ids: int


class Layout(msgspec.Struct, frozen=True):
    """Where everything in a file of parts lies."""

    words: int
    entries: int
    cuts: tuple[Cut, ...]
    tables: tuple[Tables, ...]
    size: int


def layout_of(words: int, entries: int, cuts: tuple[Cut, ...]) -> Layout:
    """The file that an index of this shape makes."""
    at = aligned(HEAD.size + 4 * len(cuts))
    tables = []
    for one in cuts:
        signatures = at + aligned(4 * ((1 << one.bits) + 1))
        ids = signatures + aligned(2 * entries)
        tables.append(Tables(at, signatures, ids))
        at = ids + aligned(4 * entries)
    return Layout(words, entries, cuts, tuple(tables), at)


def aligned(length: int) -> int:
    """The next multiple of 64."""
    return -(-length // LINE) * LINE


def write_parts(path: Path, digests: NDArray[np.uint8], words: int, cuts: tuple[Cut, ...]) -> None:
    """Build and write the tables over all digests (8 * ``words`` bytes each), a part at a time."""
    entries = len(digests) // (8 * words)
    with path.open("wb") as file:
        widths = struct.pack(f"<{len(cuts)}I", *(one.bits for one in cuts))
        padded(file, HEAD.pack(MAGIC, words, len(cuts), entries) + widths)
        for tables in built(digests, words, cuts):
            for table in tables:
                padded(file, table)


def built(
    digests: NDArray[np.uint8], words: int, cuts: tuple[Cut, ...]
) -> Iterator[tuple[NDArray[Any], ...]]:
    """The tables of each part; they share memory from one part to the next."""
    entries = len(digests) // (8 * words)
    signatures = np.empty(entries, dtype="<u2")
    ids = np.empty(entries, dtype="<u4")
    for one, following in zip(cuts, (*cuts[1:], cuts[0]), strict=True):
        offsets = np.empty((1 << one.bits) + 1, dtype="<u4")
        CORE.build_part(
            digests, words, one.start, one.bits, following.start, offsets, signatures, ids
        )
        yield offsets, signatures, ids


def padded(file: BinaryIO, data: bytes | NDArray[Any]) -> None:
    """Write, and zeros to the next multiple of 64."""
    length = file.write(data if isinstance(data, bytes) else data.data)
    file.write(bytes(aligned(length) - length))


def read_layout(path: Path, words: int, entries: int) -> Layout:
    """The layout of a stored file; raises ``HashSetError`` where it is not of this shape."""
    try:
        with path.open("rb") as file:
            head = file.read(HEAD.size + 4 * MOST_PARTS)
            size = file.seek(0, 2)
        magic, said_words, count, said_entries = HEAD.unpack_from(head)
        widths = struct.unpack_from(f"<{min(count, MOST_PARTS + 1)}I", head, HEAD.size)
    except (OSError, struct.error) as error:
        raise HashSetError(f"cannot open {path.name} of a hash set: {error}") from error
    fits = all(LEAST_BITS <= bits <= MOST_BITS for bits in widths) and sum(widths) == 64 * words
    if (magic, said_words, said_entries, fits) != (MAGIC, words, entries, True):
        raise HashSetError(f"{path.name} is not the index of this hash set's {entries} hashes")
    starts = accumulate([0, *widths[:-1]])
    cuts = tuple(Cut(start, bits) for start, bits in zip(starts, widths, strict=True))
    layout = layout_of(words, entries, cuts)
    if size != layout.size:
        raise HashSetError(f"{path.name} of a hash set is {size} bytes long, not {layout.size}")
    return layout
