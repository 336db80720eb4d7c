"""Into how many parts a hash is cut, and how far each part is searched.

Multi-index hashing (Norouzi, Punjani, Fleet 2012) with the pigeonring's chain condition (Qin, Xiao
2018): with thresholds t_i whose (t_i + 1) sum to the radius + 1, every entry within the radius lies
in some part i within t_i, and in that part and the next together within t_i + t_next + 1. The
argument stands in ``native/search_body.h``. Any thresholds with that sum lose nothing; the costs
below only say which are quick.
"""

from functools import cache
from itertools import accumulate
from math import comb

import msgspec

from hashsets.index.types import LEAST_BITS, MOST_PARTS

BUCKET_NS = 24.0
"""Looking at one bucket: its offsets, and the first line of its postings, fetched ahead."""

POSTING_NS = 0.25
CANDIDATE_NS = 50.0
SCANNED_NS = {64: 0.9, 256: 3.0}
"""Comparing one entry plainly."""

WIDEST = 24
USUAL_RADIUS = {64: 8, 256: 31}
"""What an index is built for; it serves every other radius too."""


class Cut(msgspec.Struct, frozen=True):
    """A part of a hash: ``bits`` bits from bit ``start``."""

    start: int
    bits: int


@cache
def cut(size: int, parts: int) -> tuple[Cut, ...]:
    """A hash of ``size`` bits in parts of nearly equal width."""
    widths = [size // parts + (number < size % parts) for number in range(parts)]
    starts = accumulate([0, *widths[:-1]])
    return tuple(Cut(start, width) for start, width in zip(starts, widths, strict=True))


@cache
def thresholds(cuts: tuple[Cut, ...], entries: int, radius: int) -> tuple[int, ...]:
    """How many bits may differ in each part; -1 for a part that need not be searched.

    Given out one by one where the next is cheapest, which is the cheapest of all: each part's next
    is dearer than its last. Among equals the one whose neighbours are least searched comes first,
    for a part and its next have a budget together.
    """
    reached = [-1] * len(cuts)

    def price(number: int) -> tuple[float, int]:
        beside = reached[number - 1] + reached[(number + 1) % len(cuts)]
        return level_cost(cuts[number].bits, entries, reached[number] + 1), beside

    for _ in range(radius + 1):
        reached[min(range(len(cuts)), key=price)] += 1
    return tuple(reached)


def level_cost(bits: int, entries: int, level: int) -> float:
    """Nanoseconds to look at the buckets that differ in exactly ``level`` bits."""
    if level > bits:
        return float("inf")
    postings = entries / (1 << bits)
    return comb(bits, level) * (BUCKET_NS + postings * POSTING_NS)


def search_cost(cuts: tuple[Cut, ...], entries: int, radius: int) -> float:
    """Nanoseconds that a query is expected to take among unrelated hashes."""
    reached = thresholds(cuts, entries, radius)
    total = 0.0
    for number, (one, threshold) in enumerate(zip(cuts, reached, strict=True)):
        budget = threshold + reached[(number + 1) % len(cuts)] + 1
        for level in range(threshold + 1):
            postings = comb(one.bits, level) * entries / (1 << one.bits)
            total += level_cost(one.bits, entries, level)
            total += postings * passing(budget - level) * CANDIDATE_NS
    return total


@cache
def passing(limit: int) -> float:
    """The share of unrelated signatures of 16 bits that differ in at most ``limit``."""
    return sum(comb(16, bits) for bits in range(min(limit, 16) + 1)) / (1 << 16)


@cache
def best_cut(size: int, entries: int) -> tuple[Cut, ...]:
    """The cut whose queries cost least at the usual radius."""
    most = min(MOST_PARTS, size // LEAST_BITS)
    least = -(-size // WIDEST)
    cuts = [cut(size, parts) for parts in range(most, least - 1, -1)]
    return min(cuts, key=lambda one: search_cost(one, entries, USUAL_RADIUS[size]))


def worth_searching(cuts: tuple[Cut, ...], entries: int, radius: int) -> bool:
    """Whether the tables are expected to beat the plain comparison at this radius."""
    size = sum(one.bits for one in cuts)
    if radius >= size // 2:
        return False
    return search_cost(cuts, entries, radius) < entries * SCANNED_NS[size]
