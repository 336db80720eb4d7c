"""Made-up hashes: 70 % unrelated, 30 % in clusters, and queries of which 30 % are near one."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Hashes = NDArray[np.uint8]
CHUNK = 1 << 20


def flipped(hashes: Hashes, flips: int, random: np.random.Generator) -> Hashes:
    """At most so many bits of each hash flipped, in place."""
    rows = np.arange(len(hashes))
    for _ in range(flips):
        bits = random.integers(0, hashes.shape[1] * 8, len(hashes))
        hashes[rows, bits // 8] ^= (1 << bits % 8).astype(np.uint8)
    return hashes


def perceptual(count: int, width: int) -> Hashes:
    """Hashes in no order; clusters hold about forty each, at most 12 bits from one another."""
    random = np.random.default_rng(1)
    unrelated = random.integers(0, 256, (count * 7 // 10, width), dtype=np.uint8)
    centres = random.integers(0, max(1, len(unrelated) // 100), count - len(unrelated))
    hashes = np.concatenate([unrelated, flipped(unrelated[centres], 6, random)])
    random.shuffle(hashes.view(f"V{width}"))
    return hashes


def queries(entries: Hashes, count: int) -> Hashes:
    """Three in ten within ten bits of an entry, the others unrelated."""
    random = np.random.default_rng(2)
    asked = random.integers(0, 256, (count, entries.shape[1]), dtype=np.uint8)
    near = random.permutation(count)[: count * 3 // 10]
    chosen = entries[random.integers(0, len(entries), len(near))]
    asked[near] = flipped(chosen, 10, random)
    return asked


def write_digests(digests: Path, records: Path, count: int, width: int) -> None:
    """Unrelated digests in no order, and the number of each."""
    random = np.random.default_rng(3)
    with digests.open("wb") as one, records.open("wb") as two:
        for start in range(0, count, CHUNK):
            some = min(CHUNK, count - start)
            one.write(random.bytes(width * some))
            two.write(np.arange(start, start + some, dtype="<u4").data)


def keys(digests: Path, count: int, width: int) -> bytes:
    """Digests to look up, half of them present, shuffled; read before the file is sorted."""
    random = np.random.default_rng(4)
    stored = np.memmap(digests, dtype=f"V{width}", mode="r")
    places = np.sort(random.integers(0, len(stored), count // 2))
    absent = np.frombuffer(random.bytes(width * (count - count // 2)), dtype=f"V{width}")
    asked = np.concatenate([stored[places], absent])
    return asked[random.permutation(count)].tobytes()
