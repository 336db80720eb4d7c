"""How far the hashes of a reduced decode may lie from those of the full one.

No match of the full decode may be lost, so a picture hashed at a reduced scale is asked about more
widely, and decoded fully wherever anything may lie near. How much more widely is measured, not
proved: ``docs/performance.md`` has the figures, ``tests/hashsets/test_drift.py`` holds the bounds.

Pictures of which these measures do not hold are told by what they show and decoded fully: such as
show little, are almost symmetric, or are drawn or written rather than photographed.

PDQ: the radius is padded. pHash: the two hashes differ by bits that change places across the
median, so the further hashes that the full decode may have are made and searched at the usual
radius. A radius padded by the same two bits would meet strangers in most pictures where ten million
hashes are searched.
"""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from hashsets.transforms import orientations

PDQ_PAD = 8
"""Bits; at most 6 were seen to differ where the picture shows enough (``SURE_QUALITY``)."""

SURE_QUALITY = 60
"""PDQ quality below which a picture is always decoded fully: featureless ones drift freely."""

MOST_UNDECIDED = 12
"""Coefficients near the median (``PdqHash.undecided``) beyond which a picture is decoded fully.

Photographs had 11 at most; pictures almost their own mirror image had up to 190 and moved by 16.
"""

CLIPPED = 3
"""Grey levels from black or white within which a cell is taken to be of that tone throughout."""

MOST_CLIPPED = 0.25
"""The share of such cells beyond which a picture is taken for text or a drawing.

The full decode cuts off what rings beyond black and white beside every line; the means do not.
"""

SWAP_GAP = 200.0
"""Of two coefficients either side of the median, how close both lie where they may change places.

In SciPy's scale; pairs that did were at most 144 apart.
"""

MOST_SWAPS = 24
"""An orientation with more pairs than this is not decided: the picture is decoded fully."""


def is_drawn(grey: Image.Image) -> bool:
    """Whether so much of a reduced picture is black or white that its means cannot be relied on."""
    # white wraps round to lie below black, so that one comparison finds both
    tones = np.asarray(grey) + np.uint8(CLIPPED + 1)
    return int(np.count_nonzero(tones <= 2 * CLIPPED + 1)) > MOST_CLIPPED * tones.size


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
