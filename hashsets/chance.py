"""How many strangers a perceptual search meets by chance."""

from math import comb


def expected_chance_hits(entries: int, radius: int, orientations: int = 8, bits: int = 64) -> float:
    """How many of ``entries`` unrelated hashes one picture is expected to match.

    Both PDQ and pHash set the bits above a median, so that half of the ``bits`` are set; two such
    hashes differ in an even number of places, and those at distance 2k of one are
    comb(bits/2, k)**2 of the comb(bits, bits/2) there are. Real pictures crowd together, so this is
    the least to expect.
    """
    half = bits // 2
    within = sum(comb(half, moved) ** 2 for moved in range(min(radius // 2, half) + 1))
    return entries * orientations * within / comb(bits, half)
