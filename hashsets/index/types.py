"""The shapes that cross between Python and the inner loops."""

from typing import Any, TypeAlias

import numpy as np
from numpy.typing import NDArray

Buffer: TypeAlias = bytes | bytearray | memoryview | NDArray[Any]

PartTable: TypeAlias = tuple[int, int, int, int, int, int, int]
"""start, bits, signature_start, threshold, and the places of offsets, signatures and ids (bytes).

Parts come in order of ``start``; ``signature_start`` is the start of the next, the last one's of
the first; a threshold of -1 leaves a part out. The thresholds plus one sum to the radius plus one.
"""

LEAST_BITS = 16
"""Of a part: what a posting keeps of the next part is this wide."""

MOST_BITS = 26
MOST_PARTS = 32

ROW = np.dtype([("query", "<u4"), ("entry", "<u4"), ("distance", "<u4")])
"""A match, as the inner loops tell of it."""


def require(sound: bool, why: str) -> None:
    """Raise ``ValueError`` where something is not as it must be."""
    if not sound:
        raise ValueError(why)
