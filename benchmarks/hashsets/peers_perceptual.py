"""Perceptual search by other means: faiss, and ThreatExchange's index over it."""

from collections.abc import Callable
from functools import partial
from importlib import import_module
from itertools import pairwise
from typing import Any

from numpy.typing import NDArray

from benchmarks.hashsets.corpora import Hashes
from benchmarks.hashsets.lines import Line, timed

SECONDS = 8.0
"""A peer is asked about as many queries as it answers in this time."""


def module(name: str) -> Any:  # noqa: ANN401 - no types where it need not be installed
    """A peer's module, null where it is not installed."""
    try:
        return import_module(name)
    except ImportError:
        return None


def flat(entries: Hashes, asked: Hashes, radius: int) -> tuple[list[Line], list[set[int]]]:
    """What faiss's exhaustive search does on one thread, and found for each query."""
    faiss = module("faiss")
    if faiss is None:
        return [], []
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryFlat(8 * entries.shape[1])
    index.add(entries)
    few = fitting(index, asked, radius)
    name = f"peer: faiss IndexBinaryFlat, radius {radius}"
    line = timed(name, len(entries), len(few), partial(index.range_search, few, radius + 1))
    return [line], sets(*index.range_search(few, radius + 1))


def multi_hash(
    entries: Hashes, asked: Hashes, radius: int, parts: int, bits: int
) -> tuple[list[Line], list[set[int]]]:
    """What faiss's multi-index hashing does on one thread, and found for each query."""
    faiss = module("faiss")
    if faiss is None:
        return [], []
    faiss.omp_set_num_threads(1)
    index = faiss.IndexBinaryMultiHash(8 * entries.shape[1], parts, bits)
    index.nflip = radius // parts
    index.add(entries)
    few = fitting(index, asked, radius)
    name = f"peer: faiss MultiHash {parts}x{bits}, radius {radius}"
    line = timed(name, len(entries), len(few), partial(index.range_search, few, radius + 1))
    return [line], sets(*index.range_search(few, radius + 1))


def threat_exchange(entries: Hashes, asked: Hashes) -> list[Line]:
    """``threatexchange``'s PDQIndex, queries in hex as it takes them, one by one."""
    peer = module("threatexchange.signal_type.pdq.pdq_index")
    if peer is None:
        return []
    import_module("faiss").omp_set_num_threads(1)
    index = peer.PDQIndex((bytes(row).hex(), number) for number, row in enumerate(entries))
    texts = [bytes(row).hex() for row in asked]
    count = within(lambda some: [index.query(text) for text in texts[:some]], len(texts))
    name = "peer: ThreatExchange PDQIndex, radius 31"
    ask = partial(lambda some: [index.query(text) for text in some], texts[:count])
    return [timed(name, len(entries), count, ask)]


def fitting(index: Any, asked: Hashes, radius: int) -> Hashes:  # noqa: ANN401
    """As many queries as this index answers in the time given to it."""
    count = within(lambda some: index.range_search(asked[:some], radius + 1), len(asked))
    return asked[:count]


def within(work: Callable[[int], object], most: int) -> int:
    """How many pieces of work fit in the time, judged by a few."""
    few = min(16, most)
    once = timed("", 0, few, lambda: work(few), 1)
    return max(few, min(most, int(SECONDS / 3 * once.wall_rate)))


def sets(limits: NDArray[Any], _: NDArray[Any], found: NDArray[Any]) -> list[set[int]]:
    """What a faiss range search found for each query."""
    return [
        {int(number) for number in found[int(start) : int(end)]} for start, end in pairwise(limits)
    ]


def recall(ours: list[set[int]], theirs: list[set[int]]) -> float:
    """The share of the exhaustive search's matches that another has."""
    pairs = list(zip(theirs, ours, strict=False))
    total = sum(len(one) for one, _ in pairs)
    return sum(len(one & other) for one, other in pairs) / total if total else 1.0
