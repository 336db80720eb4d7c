"""How far the hashes of a reduced decode may lie from those of the full one.

No match of the full decode may be lost, so a picture hashed at a reduced scale is asked about more
widely, and decoded fully wherever anything may lie near. How much more widely is measured, not
proved: ``docs/performance.md`` has the figures, ``tests/hashsets/test_drift.py`` holds the bounds.

PDQ: the radius is padded. pHash: the two hashes differ by bits that change places across the
median, so the further hashes that the full decode may have are made and searched at the usual
radius. A radius padded by the same two bits would meet strangers in most pictures where ten million
hashes are searched.
"""

import numpy as np
from numpy.typing import NDArray

from hashsets.transforms import orientations

PDQ_PAD = 8
"""Bits; at most 6 were seen to differ where the picture shows enough (``SURE_QUALITY``)."""

SURE_QUALITY = 60
"""PDQ quality below which a picture is always decoded fully: featureless ones drift freely."""

SWAP_GAP = 200.0
"""Of two coefficients either side of the median, how close both lie where they may change places.

In SciPy's scale; pairs that did were at most 144 apart.
"""

MOST_SWAPS = 24
"""An orientation with more pairs than this is not decided: the picture is decoded fully."""


def swapped_phashes(coefficients: NDArray[np.float64]) -> bytes | None:
    """The pHashes, 8 bytes each, that the full decode may have beside those of the reduced one.

    ``coefficients`` are the reduced picture's 8x8; the hashes of all orientations come one after
    another. Null where there are too many.
    """
    found: set[bytes] = set()
    for turned in orientations(coefficients, 0):
        hashes = swaps(turned.ravel())
        if len(hashes) > MOST_SWAPS:
            return None
        found.update(hashes)
    return b"".join(sorted(found))


def swaps(values: NDArray[np.float64]) -> list[bytes]:
    """The hashes of which one pair of bits has changed places across the median."""
    order = np.argsort(values, kind="stable")
    half = len(values) // 2
    below, above = order[:half], order[half:]
    # only what lies so near the other half's nearest can change places with anything
    low = below[values[below] >= values[above[0]] - SWAP_GAP].tolist()
    high = above[values[above] <= values[below[-1]] + SWAP_GAP].tolist()
    bits = sum(1 << (len(values) - 1 - int(place)) for place in above.tolist())
    tones = values.tolist()
    return [
        (bits ^ 1 << (len(values) - 1 - one) ^ 1 << (len(values) - 1 - other)).to_bytes(8, "big")
        for one in high
        for other in low
        if tones[one] - tones[other] <= SWAP_GAP
    ]
